// Who one is for one's friends.
import type { App } from '../../state.ts'
import { words } from '../../words.ts'
import { settingsWords } from '../../words-settings.ts'

export const Account = (props: { readonly app: App }) => (
  <section class="setting">
    <h4>{words.yourName}</h4>
    <p>
      <bdi>{props.app.snapshot.value.name}</bdi>
    </p>
    <p class="quiet">{settingsWords.accountText}</p>
  </section>
)
