// The words of the settings' pages about storage, devices, server and program, in Arabic.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('ar')

export const about: Part<'about'> = {
  devices: 'الأجهزة',
  about: 'حول Sotto',
  storageUntold: 'لا يخبر هذا المتصفح بمقدار ما يحتفظ به.',
  storageKinds: {
    messages: 'الأشخاص والرسائل والمفاتيح، مشفرة',
    files: 'الملفات',
    client: 'Sotto نفسه، ليُفتح دون اتصال',
  },
  storageMost: (size) => `يسمح هذا المتصفح بما يصل إلى ${size}.`,
  keeping: 'الاحتفاظ',
  askToKeep: 'اطلب من المتصفح الاحتفاظ بها',
  storageRefused:
    'لم يَعِد المتصفح بذلك. معظم المتصفحات تقرر وحدها: ثبّت Sotto أو أضفه إلى المفضلة، واستخدمه من حين إلى آخر، ثم اطلب مجددًا.',
  onlyHere: 'هنا فقط',
  onlyHereText:
    'حسابك ومحادثاتك في هذا المتصفح ولا مكان آخر، ولا توجد بعدُ طريقة لاستعادتها. تزول إذا محوت بيانات هذا الموقع أو أزلت المتصفح أو فقدت هذا الجهاز دون نسخة منه. يحتفظ أصدقاؤك بما كتبته لهم؛ ولبداية جديدة تحتاج إلى دعوة جديدة.',
  remindTitle: 'حسابك يعيش في هذا المتصفح فقط',
  remindText: 'محو بياناته أو فقدان هذا الجهاز ينهيه؛ ولا توجد بعدُ طريقة لاستعادته.',
  remindMore: 'ماذا يعني ذلك',
  remindLater: 'لاحقًا',
  thisDevice: 'هذا الجهاز',
  deviceNamed: (browser, system) =>
    browser !== undefined && system !== undefined
      ? `${browser} على ${system}`
      : (browser ?? system ?? 'هذا المتصفح'),
  deviceStates: {
    connected: 'متصل الآن',
    connecting: 'جارٍ الاتصال',
    offline: 'غير متصل',
  },
  otherDevices: 'أجهزة أخرى',
  noOtherDevices:
    'يعيش الحساب على جهاز واحد. لا يمكن في هذا الإصدار إضافة جهاز ثانٍ: في متصفح آخر أنت شخص آخر يحتاج إلى دعوة.',
  address: 'العنوان',
  wayHere: 'طريق الوصول إليه الآن',
  limits: 'ما يسمح به',
  limitText: (size) => `رسالة نصها حتى ${size}`,
  limitDays: (days) =>
    `ما ينتظر شخصًا يُحفظ ${counted(days, {
      zero: '# يوم',
      one: 'يومًا واحدًا',
      two: 'يومين',
      few: '# أيام',
      many: '# يومًا',
      other: '# يوم',
    })} ثم تنتهي صلاحيته؛ ويعيد جهازك إرساله`,
  limitWaiting: (count, size) =>
    `يمكن أن تنتظر صديقًا واحدًا حتى ${counted(count, {
      zero: '# رسالة',
      one: 'رسالة واحدة',
      two: 'رسالتين',
      few: '# رسائل',
      many: '# رسالة',
      other: '# رسالة',
    })} أو ${size}؛ وما زاد ينتظر هنا`,
  serverKnows: 'ما يستطيع رؤيته',
  serverKnowsText:
    'عنوان شبكتك، ومتى تكون متصلًا، ومتى وكم من البيانات المشفرة تأتي وتذهب. لا اسم ولا نص ولا مفتاح ولا قائمة بمن يعرف من.',
  clientHere: 'البرنامج في هذا المتصفح',
  notPinned:
    'لا يثبّت هذا المتصفح شيئًا هنا: يشغّل في كل مرة ما يرسله الخادم. تثبيت Sotto أو خادم ذو شهادة يتيح له ذلك.',
  compareHash:
    'محسوب هنا من الملفات التي يشغّلها هذا المتصفح وسيظل يشغّلها حتى تأخذ إصدارًا أحدث. يطبع «npm run build» للمصادر نفسها القيمة نفسها باسم «client». قارنه كذلك بما لدى صديق: خادم يعطيك برنامجًا آخر سيظهر هنا، إلا إذا كذب ذلك البرنامج عن نفسه.',
  licence: 'الرخصة',
  licenceText: 'برنامج حر برخصة MIT.',
  otherLicences: 'رخص ما يتكون منه',
  clockFast: (minutes) =>
    `ساعة هذا الجهاز متقدمة بمقدار ${counted(minutes, { zero: '# دقيقة', one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' })}، فالأوقات الظاهرة هنا غير صحيحة. اضبطها على التلقائي.`,
  clockSlow: (minutes) =>
    `ساعة هذا الجهاز متأخرة بمقدار ${counted(minutes, { zero: '# دقيقة', one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' })}، فالأوقات الظاهرة هنا غير صحيحة. اضبطها على التلقائي.`,
}
