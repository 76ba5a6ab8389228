// What is said about the Home Screen and about installing, as one part that is loaded where it is wanted: the way
// to the Home Screen under a link, else the browser's offer.
import type { App } from '../state.ts'
import { HomeScreen } from './home-screen.tsx'
import { InstallHint } from './install-hint.tsx'

export interface InstallingProps {
  readonly app: App
  /** The invitation that was opened. */
  readonly link?: string
}

export const Installing = ({ app, link }: InstallingProps) =>
  link === undefined ? <InstallHint app={app} /> : <HomeScreen app={app} link={link} />
