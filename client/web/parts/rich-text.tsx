// A message's text as elements: links can be followed, everything else stays as it was typed.
import { splitLinks } from '../rich-text.ts'

export const RichText = (props: { readonly text: string }) => (
  <>
    {splitLinks(props.text).map((part) =>
      part.link ? (
        <a href={part.text} target="_blank" rel="noopener noreferrer">
          {part.text}
        </a>
      ) : (
        part.text
      ),
    )}
  </>
)
