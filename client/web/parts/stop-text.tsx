// Why Sotto can not go on here, in a sentence, for the screens where that is rare.
import type { Stop } from '../words.ts'
import { stopsWords } from '../words-stops.ts'

export const StopText = (props: { readonly why: Stop }) => <>{stopsWords.stops[props.why]}</>
