// A person's initials on a quiet colour that stays theirs.
import { hueOf, initialsOf } from '../initials.ts'

interface AvatarProps {
  readonly id: string
  readonly name: string
  readonly class?: string
  /** Address of their picture. */
  readonly src?: string | undefined
}

export const Avatar = (props: AvatarProps) => (
  <span class={`avatar hue-${hueOf(props.id)} ${props.class ?? ''}`} aria-hidden="true">
    {props.src === undefined ? initialsOf(props.name) : <img src={props.src} alt="" />}
  </span>
)
