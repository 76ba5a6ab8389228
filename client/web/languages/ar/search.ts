// The words of the search in Arabic.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('ar')

export const search: Part<'search'> = {
  results: 'النتائج',
  people: 'الأشخاص',
  messages: 'الرسائل',
  hint: 'ابحث عن الأشخاص وفي كل ما كُتب على هذا الجهاز.',
  searching: 'جارٍ البحث…',
  nothing: 'لم يُعثر على شيء.',
  nothingHint: 'جرّب جزءًا من كلمة. التشكيل وحالة الأحرف لا يهمان.',
  failed: 'تعذّر بدء البحث. حاول مرة أخرى.',
  found: (count) =>
    counted(count, {
      zero: 'لا رسائل',
      one: 'عُثر على رسالة واحدة',
      two: 'عُثر على رسالتين',
      few: 'عُثر على # رسائل',
      many: 'عُثر على # رسالة',
      other: 'عُثر على # رسالة',
    }),
  more: 'عرض المزيد',
  newest: (count) =>
    counted(count, {
      zero: 'لا يُعرض شيء.',
      one: 'تُعرض الأحدث فقط.',
      two: 'تُعرض أحدث رسالتين فقط.',
      few: 'تُعرض أحدث # رسائل فقط.',
      many: 'تُعرض أحدث # رسالة فقط.',
      other: 'تُعرض أحدث # رسالة فقط.',
    }),
  place: (at, count) => `${at} من ${count}`,
  atLeast: (count) => `${count}+`,
  earlier: 'نتيجة أقدم',
  later: 'نتيجة أحدث',
}
