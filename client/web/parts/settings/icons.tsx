// The pictures of the settings' list.
import { Stroke } from '../../icons.tsx'

export const Person = () => (
  <Stroke>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.500 20c.6-4 3.600-6 7.500-6s6.900 2 7.500 6" />
  </Stroke>
)

export const Bell = () => (
  <Stroke>
    <path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15L6 16.500ZM10 20.500h4" />
  </Stroke>
)

export const Disk = () => (
  <Stroke>
    <ellipse cx="12" cy="6.500" rx="7.500" ry="3" />
    <path d="M4.500 6.500v11c0 1.700 3.400 3 7.500 3s7.500-1.300 7.500-3v-11M4.500 12c0 1.700 3.400 3 7.500 3s7.500-1.300 7.500-3" />
  </Stroke>
)

export const House = () => (
  <Stroke>
    <path d="M4 11.500 12 4.500l8 7M6 10v9.500h12V10M10 19.500v-5h4v5" />
  </Stroke>
)

/** Half light, half dark. */
export const Half = () => (
  <Stroke>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M12 3.500v17a8.500 8.500 0 0 0 0-17Z" fill="currentColor" />
  </Stroke>
)

export const Globe = () => (
  <Stroke>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M3.500 12h17M12 3.500c2.400 2.300 3.600 5.100 3.600 8.500s-1.200 6.200-3.600 8.500c-2.400-2.300-3.600-5.100-3.600-8.500s1.200-6.200 3.600-8.500" />
  </Stroke>
)

export const Keyboard = () => (
  <Stroke>
    <rect x="2.500" y="6" width="19" height="12" rx="2.500" />
    <path d="M6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14h8" />
  </Stroke>
)

/** Leads on: to a page of its own. */
export const Onward = () => (
  <Stroke class="icon-flip settings-onward">
    <path d="m9.500 6 6 6-6 6" />
  </Stroke>
)

export const Padlock = () => (
  <Stroke>
    <rect x="5" y="11" width="14" height="9.500" rx="2.500" />
    <path d="M8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 15v2" />
  </Stroke>
)

export const Screen = () => (
  <Stroke>
    <rect x="3" y="5" width="18" height="11.500" rx="2" />
    <path d="M9 20h6M12 16.500V20" />
  </Stroke>
)

/** A letter i in a circle. */
export const Circle = () => (
  <Stroke>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M12 11v5.500M12 7.800v.01" />
  </Stroke>
)
