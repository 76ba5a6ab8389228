// Pictures of files and of what plays.
import { Stroke } from '../icons.tsx'

export const FileIcon = () => (
  <Stroke>
    <path d="M7 3.500h6.500L18 8v11a1.500 1.500 0 0 1-1.500 1.500h-9.500A1.500 1.500 0 0 1 5.500 19V5A1.500 1.500 0 0 1 7 3.500ZM13 3.500V8.500h5" />
  </Stroke>
)

export const PlayIcon = () => (
  <Stroke>
    <path d="M8 5.500v13l10.500-6.500L8 5.500Z" fill="currentColor" />
  </Stroke>
)

export const PauseIcon = () => (
  <Stroke>
    <path d="M8.500 6v12M15.500 6v12" stroke-width="3.500" />
  </Stroke>
)

export const DownIcon = () => (
  <Stroke>
    <path d="M12 4.500v11M7.500 11.500l4.500 4.500 4.500-4.500M5 19.500h14" />
  </Stroke>
)
