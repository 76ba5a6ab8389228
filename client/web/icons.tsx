// The few pictures of the page, drawn as elements: no icon font, no HTML strings.
import type { ComponentChildren } from 'preact'

interface IconProps {
  readonly class?: string
}

/** One picture of lines, 24 by 24. */
export const Stroke = (props: IconProps & { readonly children: ComponentChildren }) => (
  <svg
    class={`icon ${props.class ?? ''}`}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {props.children}
  </svg>
)

/** A voice that gets quieter in a speech bubble: sotto voce. The same as icon.svg. */
export const Mark = (props: IconProps) => (
  <svg class={`mark ${props.class ?? ''}`} viewBox="96 110 320 320" aria-hidden="true">
    <path
      class="mark-ground"
      d="M256 122c-86 0-148 53-148 122 0 39 20 73 53 95-2 22-11 41-26 56-4 4-1 11 5 11 34-2 62-15 83-34 11 2 22 3 33 3 86 0 148-60 148-131s-62-122-148-122Z"
    />
    <path class="mark-line" d="M190 215v66M234 227v42M278 237v22M322 247v2" />
  </svg>
)

/** Three sliders: what can be set. */
export const Sliders = () => (
  <Stroke>
    <path d="M4 6h9M19 6h1M4 12h2M12 12h8M4 18h8M18 18h2" />
    <circle cx="16" cy="6" r="2.500" />
    <circle cx="9" cy="12" r="2.500" />
    <circle cx="15" cy="18" r="2.500" />
  </Stroke>
)

export const Clock = () => (
  <Stroke class="icon-state">
    <circle cx="12" cy="12" r="8" />
    <path d="M12 8v4.500l2.500 1.500" />
  </Stroke>
)

export const Check = () => (
  <Stroke class="icon-state">
    <path d="m5 12.500 4.500 4.500L19 7.500" />
  </Stroke>
)

export const DoubleCheck = () => (
  <Stroke class="icon-state">
    <path d="m1.500 12.500 4.500 4.500L15.500 7.500M12 16l1 1 9.500-9.500" />
  </Stroke>
)

export const Alert = () => (
  <Stroke class="icon-state">
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.500v5.500M12 16.500v.01" />
  </Stroke>
)

export const Star = () => (
  <svg class="icon icon-state" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
    <path d="m12 3 2.700 5.800 6.300.8-4.600 4.400 1.200 6.300-5.600-3.100-5.600 3.100 1.200-6.300L3 9.600l6.300-.8Z" />
  </svg>
)

export const Smile = () => (
  <Stroke>
    <circle cx="12" cy="12" r="9" />
    <path d="M8.500 14.500c1.800 2.400 5.200 2.400 7 0M9 9.500v.01M15 9.500v.01" />
  </Stroke>
)

export const Back = () => (
  <Stroke class="icon-flip">
    <path d="m14.500 5-7 7 7 7" />
  </Stroke>
)

export const SendArrow = () => (
  <Stroke>
    <path d="M12 19V5M5.500 11.500 12 5l6.500 6.500" />
  </Stroke>
)

export const Down = () => (
  <Stroke>
    <path d="m6 9.500 6 6 6-6" />
  </Stroke>
)

export const AddPerson = () => (
  <Stroke>
    <circle cx="10" cy="8" r="3.500" />
    <path d="M3.500 19.500c.4-3.600 3-5.500 6.500-5.500 1.500 0 2.800.3 3.900 1M18 13v7M14.500 16.500h7" />
  </Stroke>
)

export const Magnifier = () => (
  <Stroke>
    <circle cx="11" cy="11" r="6.500" />
    <path d="m16 16 4.500 4.500" />
  </Stroke>
)

export const Cross = () => (
  <Stroke>
    <path d="m6.500 6.500 11 11M17.500 6.500l-11 11" />
  </Stroke>
)

export const Copy = () => (
  <Stroke>
    <rect x="9" y="9" width="11" height="11" rx="2.500" />
    <path d="M15 5.500A1.500 1.500 0 0 0 13.500 4h-8A1.500 1.500 0 0 0 4 5.500v8A1.500 1.500 0 0 0 5.500 15" />
  </Stroke>
)

export const Share = () => (
  <Stroke>
    <path d="M12 15V4M8 7.500 12 3.500l4 4M5 12.500V18a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-5.500" />
  </Stroke>
)

export const Shield = (props: IconProps) => (
  <Stroke class={props.class ?? 'icon-small'}>
    <path d="M12 3.500 5 6v5.500c0 4.300 2.900 7.300 7 9 4.100-1.700 7-4.700 7-9V6l-7-2.500Z" />
    <path d="m9 12 2.200 2.200L15.200 10" />
  </Stroke>
)

export const Camera = () => (
  <Stroke>
    <path d="M4 8.500A1.500 1.500 0 0 1 5.500 7h2L9 4.500h6L16.500 7h2A1.500 1.500 0 0 1 20 8.500v9a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17.500v-9Z" />
    <circle cx="12" cy="12.500" r="3.500" />
  </Stroke>
)

export const Lock = () => (
  <Stroke class="icon-small">
    <rect x="5" y="11" width="14" height="9" rx="2.500" />
    <path d="M8.500 11V8a3.500 3.500 0 0 1 7 0v3" />
  </Stroke>
)

export const Eye = () => (
  <Stroke>
    <path d="M2.500 12c2-4 5.400-6 9.500-6s7.500 2 9.500 6c-2 4-5.400 6-9.500 6s-7.500-2-9.500-6Z" />
    <circle cx="12" cy="12" r="2.800" />
  </Stroke>
)

/** With what it means, for those who do not see it. */
const Said = (props: { readonly label: string; readonly children: ComponentChildren }) => (
  <span class="sign" title={props.label}>
    <Stroke class="icon-small">{props.children}</Stroke>
    <span class="unseen">{props.label}</span>
  </span>
)

export const BellOff = (props: { readonly label: string }) => (
  <Said label={props.label}>
    <path d="M6 16.500V11a6 6 0 0 1 9-5.200M18 10.500v6l1.500 1.500H8M10 20.500h4M4 4l16 16" />
  </Said>
)

export const Pin = (props: { readonly label: string }) => (
  <Said label={props.label}>
    <path d="m14.500 4 5.500 5.500-3 1-3.500 3.500-.5 4.500-7-7 4.500-.5 3.500-3.500.5-3.500ZM9.500 14.500 4.500 19.500" />
  </Said>
)

export const Clip = () => (
  <Stroke>
    <path d="m19.500 11-7.700 7.700a4.800 4.800 0 0 1-6.800-6.800l8-8a3.200 3.200 0 0 1 4.500 4.500l-7.900 7.900a1.600 1.600 0 0 1-2.300-2.300l7.200-7.200" />
  </Stroke>
)

export const Microphone = () => (
  <Stroke>
    <rect x="9" y="3.500" width="6" height="11" rx="3" />
    <path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3" />
  </Stroke>
)
