// What stands under an invitation for somebody new: the name, or on an iPhone first the way to the Home Screen.
import { linkOf } from '../link.ts'
import type { App } from '../state.ts'
import { Installing } from './installing-later.ts'
import { NameForm } from './name-form.tsx'

export const Entry = ({ app }: { readonly app: App }) => {
  const stage = app.arrival.stage.value
  return app.install.placed.value === 'iphone' && 'fragment' in stage ? (
    <Installing app={app} link={linkOf(location.origin, stage.fragment)} />
  ) : (
    <NameForm app={app} />
  )
}
