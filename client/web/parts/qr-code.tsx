// A QR code as one path; always dark on white, because scanners want it so.
import type { Code } from '../invites.ts'

export const QrCode = (props: { readonly code: Code | undefined; readonly label: string }) => {
  // Before there is a code the square is as large as that of an invitation.
  const size = props.code?.size ?? 45
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={props.label}
      shape-rendering="crispEdges"
    >
      <path d={props.code?.path ?? ''} />
    </svg>
  )
}
