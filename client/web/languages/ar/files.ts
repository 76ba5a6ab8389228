// The words of photos, files, voice notes and their sheets, in Arabic.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('ar')

export const files: Part<'files'> = {
  sendFiles: (count) =>
    counted(count, {
      zero: 'إرسال # ملف',
      one: 'إرسال ملف واحد',
      two: 'إرسال ملفين',
      few: 'إرسال # ملفات',
      many: 'إرسال # ملفًا',
      other: 'إرسال # ملف',
    }),
  caption: 'تعليق',
  addMore: 'إضافة المزيد',
  stripped: 'دون مكان أو وقت أو كاميرا',
  strippedText: 'تُصنع الصور من جديد من نقاطها، بعرض 2560 على الأكثر. عند الإيقاف: الملف كما هو.',
  empty: 'هذا الملف فارغ.',
  unreadable: 'تعذرت قراءة هذا الملف. اختره مجددًا.',
  noRoom: 'لا مساحة في هذا المتصفح لهذا الملف. أفرغ بعض المساحة وحاول مجددًا.',
  notSent: 'تعذر الإرسال. حاول مجددًا.',
  save: 'حفظ',
  open: 'فتح',
  stop: 'إيقاف',
  photo: 'صورة',
  photos: 'صور',
  next: 'التالية',
  previous: 'السابقة',
  play: 'تشغيل',
  pause: 'إيقاف مؤقت',
  voice: 'رسالة صوتية',
  recording: 'جارٍ التسجيل',
  sendVoice: 'إرسال الرسالة الصوتية',
  dropVoice: 'تخلص منها',
  micBlocked: 'الميكروفون محظور لهذا الموقع. أيقونة القفل ← الأذونات ← سماح.',
  micMissing: 'لم يُعثر على ميكروفون. وصّل واحدًا وحاول مجددًا.',
  voiceUnsupported: 'لا يستطيع هذا المتصفح التسجيل.',
  cannotPlay: 'لا يستطيع هذا المتصفح تشغيله. احفظه وافتحه في مكان آخر.',
  takeOut: (name) => `إزالة ${name}`,
  tooLarge: (size, most) => `حجم هذا الملف ${size}؛ وهذا الخادم يسمح بـ ${most}.`,
  sealing: (percent) => `جارٍ التشفير… ${percent}`,
  tooMany: (most) => `${most} على الأكثر في المرة.`,
  load: (size) => `تحميل (${size})`,
  speed: (rate) => `السرعة ${rate}`,
  states: {
    uploading: 'في الطريق',
    failed: 'لم يُرسل',
    remote: 'على الخادم',
    loading: 'جارٍ التحميل',
    here: 'هنا',
    gone: 'لم يعد على الخادم',
    refused: 'ما وصل ليس ما أُرسل؛ وقد تُخلص منه',
  },
  waits: { offline: 'في انتظار اتصال', full: 'في انتظار مكان على الخادم' },
}
