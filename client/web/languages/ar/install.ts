// What is said about the Home Screen and about installing, in Arabic.
import type { Part } from '../catalogue.ts'

export const install: Part<'install'> = {
  iphoneTitle: 'أولًا، ضع Sotto على الشاشة الرئيسية',
  iphoneText:
    'على iPhone أو iPad يحذف Safari ما تحتفظ به علامة التبويب بعد أسبوع بلا زيارة. أما التطبيق على الشاشة الرئيسية فيحتفظ به ويستطيع تنبيهك. وما تبدؤه هنا لا ينتقل إلى هناك.',
  steps: 'ثلاث خطوات',
  copyStep: 'انسخ الدعوة.',
  shareStep: 'المس «مشاركة» ثم «إضافة إلى الشاشة الرئيسية».',
  openStep: 'افتح Sotto من هناك والمس «لصق الدعوة».',
  copyFailed: 'تعذّر النسخ. اطلب الرابط مرة أخرى وانسخه من هناك.',
  hereAnyway: 'المتابعة هنا على أي حال',
  paste: 'لصق الدعوة',
  pasteFailed: 'لم يُلصق شيء. انسخ الرابط كاملًا أولًا، أو ألصقه في الحقل.',
  offer: 'يمكن تثبيت Sotto بأيقونة ونافذة خاصتين به.',
  install: 'تثبيت',
  notNow: 'ليس الآن',
}
