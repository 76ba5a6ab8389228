// Pictures of what is done with messages; loaded with the menus that show them.
import { Stroke } from './icons.tsx'

export { Smile } from './icons.tsx'

export const Reply = () => (
  <Stroke class="icon-flip">
    <path d="M9 7 4 12l5 5M4.500 12H14a6 6 0 0 1 6 6v.500" />
  </Stroke>
)

export const Forward = () => (
  <Stroke class="icon-flip">
    <path d="m15 7 5 5-5 5M19.500 12H10a6 6 0 0 0-6 6v.500" />
  </Stroke>
)

export const More = () => (
  <Stroke>
    <path d="M5.500 12h.01M12 12h.01M18.500 12h.01" stroke-width="3" />
  </Stroke>
)

export const Pencil = () => (
  <Stroke>
    <path d="m5 19 .800-4L16 4.800a2 2 0 0 1 3 3L8.800 18 5 19ZM14 7l3 3" />
  </Stroke>
)

export const StarLine = () => (
  <Stroke>
    <path d="m12 4 2.400 5.100 5.600.700-4.100 3.900 1.100 5.600-5-2.800-5 2.800 1.100-5.600L4 9.800l5.600-.700Z" />
  </Stroke>
)

export const Pin = () => (
  <Stroke>
    <path d="m14.500 4 5.500 5.500-2 .700-4 4-.500 3.800L6 10.500l3.800-.500 4-4ZM9.500 14.500 4.500 19.500" />
  </Stroke>
)

export const Tick = () => (
  <Stroke>
    <circle cx="12" cy="12" r="8.500" />
    <path d="m8.500 12.300 2.500 2.500 4.800-5.300" />
  </Stroke>
)

export const Details = () => (
  <Stroke>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M12 11.500v4.500M12 8v.01" />
  </Stroke>
)

export const Bin = () => (
  <Stroke>
    <path d="M5 7h14M10 7V4.500h4V7M7 7l.800 12a1 1 0 0 0 1 1h6.400a1 1 0 0 0 1-1L17 7M10.500 11v5M13.500 11v5" />
  </Stroke>
)

export const Plus = () => (
  <Stroke>
    <path d="M12 5.500v13M5.500 12h13" />
  </Stroke>
)
