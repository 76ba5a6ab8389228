// The devices of this account: this one. What a second one would need is said as it is.
import { deviceName } from '../../device-name.ts'
import type { App } from '../../state.ts'
import { aboutWords } from '../../words-about.ts'

export const Devices = (props: { readonly app: App }) => {
  const [browser, system] = deviceName(navigator.userAgent)
  const { connection } = props.app.snapshot.value
  return (
    <>
      <section class="setting">
        <h4>{aboutWords.thisDevice}</h4>
        <p>{aboutWords.deviceNamed(browser, system)}</p>
        <p class="quiet">{aboutWords.deviceStates[connection]}</p>
      </section>
      <section class="setting">
        <h4>{aboutWords.otherDevices}</h4>
        <p class="quiet">{aboutWords.noOtherDevices}</p>
      </section>
    </>
  )
}
