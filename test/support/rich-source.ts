// The way back from the tree of a text: whoever parses and goes back has every character again.
import type { Block, Inline } from '../../client/engine/rich-text.ts'

const signs = { bold: '*', italic: '_', struck: '~' } as const

const sourceOfParts = (parts: readonly Inline[]): string =>
  parts
    .map((part) => {
      if (part.is === 'text' || part.is === 'link') return part.text
      if (part.is === 'code') return `\`${part.text}\``
      return signs[part.is] + sourceOfParts(part.inside) + signs[part.is]
    })
    .join('')

/** The text that a tree stands for, with its signs. */
export const sourceOf = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.is === 'lines') return sourceOfParts(block.inside)
      if (block.is === 'quote') return block.lines.map((one) => `>${sourceOfParts(one)}`).join('\n')
      return `\`\`\`${block.label}\n${block.text}\n\`\`\``
    })
    .join('\n')

/** All links of a tree. */
export const linksOf = (blocks: readonly Block[]): readonly string[] =>
  blocks
    .flatMap((block) =>
      block.is === 'lines' ? block.inside : block.is === 'quote' ? block.lines.flat() : [],
    )
    .flatMap((part) => (part.is === 'link' ? [part.text] : []))
