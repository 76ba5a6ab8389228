// A sentence of the catalogue with a person's name in it; the name keeps its own direction of writing.

export const Sentence = (props: { readonly of: string; readonly name: string }) => {
  const [before, after] = props.of.split('{name}')
  return (
    <>
      {before}
      {after === undefined ? null : <bdi>{props.name}</bdi>}
      {after}
    </>
  )
}
