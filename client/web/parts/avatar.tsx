// A person's initials on a quiet colour that stays theirs.
import { hueOf, initialsOf } from '../initials.ts'

interface AvatarProps {
  readonly id: string
  readonly name: string
  readonly class?: string
}

export const Avatar = (props: AvatarProps) => (
  <span class={`avatar hue-${hueOf(props.id)} ${props.class ?? ''}`} aria-hidden="true">
    {initialsOf(props.name)}
  </span>
)
