// The quiet card in the middle of the window that everybody meets first.
import type { ComponentChildren } from 'preact'
import { Mark } from '../icons.tsx'
import { words } from '../words.ts'

export const Card = (props: { readonly children: ComponentChildren }) => (
  <main class="entrance">
    <div class="card">
      <p class="card-brand">
        <Mark />
        {words.product}
      </p>
      {props.children}
    </div>
    <p class="card-promise">{words.promise}</p>
  </main>
)
