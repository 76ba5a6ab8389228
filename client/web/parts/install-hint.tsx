// The offer to install, once there is a reason to: a bar that goes away for good when it is declined.
import { useMemo } from 'preact/hooks'
import { createInstallOffer } from '../install-offer.ts'
import { keptAs } from '../kept.ts'
import type { App } from '../state.ts'
import { installWords } from '../words-install.ts'

export const InstallHint = (props: { readonly app: App }) => {
  const { install, snapshot, now } = props.app
  const offer = useMemo(
    () => createInstallOffer({ install, snapshot, now, kept: keptAs('visits') }),
    [install, snapshot, now],
  )
  if (!offer.open.value) return null
  return (
    <div class="bar" role="status">
      <span>{installWords.offer}</span>
      <button type="button" class="bar-action" onClick={offer.accept}>
        {installWords.install}
      </button>
      <button type="button" class="bar-action" onClick={offer.decline}>
        {installWords.notNow}
      </button>
    </div>
  )
}
