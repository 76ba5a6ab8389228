// Arabic, written from right to left.
import type { Translation } from './catalogue.ts'

export const arabic: Translation = {
  words: {
    today: 'اليوم',
    yesterday: 'أمس',
    send: 'إرسال',
  },
}
