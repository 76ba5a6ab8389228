// The tree of a message's text as elements. A link that could deceive shows where it leads.
import { useSignal } from '@preact/signals'
import { parseText, type Block, type Inline } from '../../engine/rich-text.ts'
import { words } from '../words.ts'

const Link = (props: { readonly text: string; readonly host: string | undefined }) => (
  <>
    <a href={props.text} target="_blank" rel="noopener noreferrer">
      {props.text}
    </a>
    {props.host === undefined ? null : (
      <>
        {' '}
        <bdi class="real-host">{words.leadsTo(props.host)}</bdi>
      </>
    )}
  </>
)

const tags = { bold: 'strong', italic: 'em', struck: 's' } as const

const Part = (props: { readonly part: Inline }) => {
  const { part } = props
  if (part.is === 'text') return <>{part.text}</>
  if (part.is === 'code') return <code dir="ltr">{part.text}</code>
  if (part.is === 'link') return <Link text={part.text} host={part.host} />
  const Tag = tags[part.is]
  return (
    <Tag>
      <Parts of={part.inside} />
    </Tag>
  )
}

const Parts = (props: { readonly of: readonly Inline[] }) => (
  <>
    {props.of.map((part, at) => (
      <Part key={at} part={part} />
    ))}
  </>
)

const Fenced = (props: { readonly text: string }) => {
  const copied = useSignal<'not' | 'copied' | 'failed'>('not')
  const copy = (): void => {
    navigator.clipboard.writeText(props.text).then(
      () => (copied.value = 'copied'),
      () => (copied.value = 'failed'),
    )
  }
  const labels = { not: words.copy, copied: words.copied, failed: words.copyFailed }
  return (
    <div class="fenced">
      <pre dir="ltr" tabIndex={0} role="group" aria-label={words.codeBlock}>
        <code>{props.text}</code>
      </pre>
      <button type="button" class="plain" onClick={copy}>
        {labels[copied.value]}
      </button>
    </div>
  )
}

const Piece = (props: { readonly block: Block }) => {
  const { block } = props
  if (block.is === 'fenced') return <Fenced text={block.text} />
  if (block.is === 'lines') return <Parts of={block.inside} />
  return (
    <blockquote>
      {block.lines.map((line, at) => (
        <div key={at}>
          <Parts of={line} />
        </div>
      ))}
    </blockquote>
  )
}

export const RichText = (props: { readonly text: string }) => (
  <>
    {parseText(props.text).map((block, at) => (
      <Piece key={at} block={block} />
    ))}
  </>
)
