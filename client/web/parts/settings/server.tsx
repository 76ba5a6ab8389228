// The server this account lives on: how it is reached now, and what it keeps and allows at most.
import {
  ENVELOPE_LIFE_DAYS,
  MAX_TEXT_BYTES,
  QUOTA_CHANNEL_BYTES,
  QUOTA_CHANNEL_ENVELOPES,
} from '../../../../protocol/limits.ts'
import { sizeName } from '../../sizes.ts'
import type { App } from '../../state.ts'
import { aboutWords } from '../../words-about.ts'
import { words } from '../../words.ts'
import { waysWords } from '../../words-ways.ts'

export const Server = (props: { readonly app: App }) => {
  const way = props.app.way.value
  const connected = props.app.snapshot.value.connection === 'connected'
  return (
    <>
      <section class="setting">
        <h4>{aboutWords.address}</h4>
        <p class="address">{location.host}</p>
      </section>
      <section class="setting">
        <h4>{aboutWords.wayHere}</h4>
        {connected && way !== undefined ? (
          <>
            <p>{waysWords.ways[way].name}</p>
            <p class="quiet">{waysWords.ways[way].text}</p>
          </>
        ) : (
          <p>{words.connections[props.app.snapshot.value.connection]}</p>
        )}
      </section>
      <section class="setting">
        <h4>{aboutWords.limits}</h4>
        <ul class="points">
          <li>{aboutWords.limitText(sizeName(MAX_TEXT_BYTES))}</li>
          <li>{aboutWords.limitDays(ENVELOPE_LIFE_DAYS)}</li>
          <li>{aboutWords.limitWaiting(QUOTA_CHANNEL_ENVELOPES, sizeName(QUOTA_CHANNEL_BYTES))}</li>
        </ul>
      </section>
      <section class="setting">
        <h4>{aboutWords.serverKnows}</h4>
        <p class="quiet">{aboutWords.serverKnowsText}</p>
      </section>
    </>
  )
}
