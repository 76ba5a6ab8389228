// The words of the sheets that are loaded when they are wanted, in Arabic.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('ar')

export const invite: Part<'invite'> = {
  inviteText: 'أول من يفتح هذا الرابط يمكنه التحدث معك. رابط واحد لشخص واحد.',
  invitationLink: 'رابط الدعوة',
  preparing: 'جارٍ تجهيز رابط…',
  share: 'مشاركة',
  waiting: 'في انتظار فتحه…',
  notSaved: 'يعمل الرابط فور وصوله إلى الخادم.',
  joined: 'انضم {name}',
  openChat: 'افتح المحادثة',
  goodUntil: (date) => `صالح حتى ${date}`,
  revoke: 'سحب',
  revokedState: 'سُحبت: لم يعد هذا الرابط يفتح شيئًا.',
  expiredState: 'انتهت: لم يعد هذا الرابط يفتح شيئًا.',
  anotherLink: 'رابط آخر',
  labelField: 'لمن هو؟ (اختياري)',
  create: 'إنشاء',
  earlier: 'دعوات مفتوحة',
  unnamed: 'دعوة',
  showLink: 'عرض',
  qrPicture: 'رمز QR للرابط',
}

export const keys: Part<'keys'> = {
  keysTitle: 'اختصارات لوحة المفاتيح',
  keyGroups: { moving: 'التنقل', reading: 'القراءة', message: 'رسالة', writing: 'الكتابة' },
  shortcuts: {
    keys: 'هذه القائمة',
    switch: 'الانتقال إلى شخص',
    search: 'البحث في كل شيء',
    find: 'البحث في هذه المحادثة',
    next: 'المحادثة التالية',
    previous: 'المحادثة السابقة',
    nextUnread: 'المحادثة غير المقروءة التالية',
    previousUnread: 'المحادثة غير المقروءة السابقة',
    oldestUnread: 'أقدم رسالة غير مقروءة',
    pageUp: 'رسائل أقدم',
    pageDown: 'رسائل أحدث',
    lock: 'اقفل الآن',
    newest: 'إغلاق، أو إلى أحدث رسالة',
    region: 'الأشخاص والرسائل والكتابة',
    above: 'الرسالة التي فوقها',
    below: 'الرسالة التي تحتها',
    menu: 'ما يمكن فعله بها',
    react: 'تفاعل',
    reply: 'رد',
    forward: 'إعادة توجيه',
    erase: 'حذف',
    copy: 'نسخ النص',
    edit: 'تعديل آخر رسالة، حين لا يُكتب شيء',
    bold: 'عريض',
    italic: 'مائل',
    code: 'شيفرة',
  },
  enterDoes: {
    send: 'يرسل Enter، ويبدأ Shift+Enter سطرًا جديدًا.',
    line: 'يبدأ Enter سطرًا جديدًا، ويرسل Shift+Enter.',
  },
  typeAnywhere: 'الكتابة في أي مكان تبدأ رسالة.',
}

export const security: Part<'security'> = {
  withPerson: 'مع {name}',
  whyVerify:
    'الرسائل مشفرة من طرف إلى طرف. قارنا الرمز مرة واحدة، فتعلم أن لا أحد بينك وبين {name}.',
  verifiedOn: {
    scan: (date) => `مسحت رمزه في ${date}`,
    compare: (date) => `قارنت الأرقام في ${date}`,
  },
  unverify: 'إزالة',
  renewals: (times, date) =>
    `لم تُفتح رسائل ${counted(times, {
      zero: '# مرة',
      one: 'مرة واحدة',
      two: 'مرتين',
      few: '# مرات',
      many: '# مرة',
      other: '# مرة',
    })}، آخرها في ${date}. في كل مرة اتفق الجهازان من تلقاء نفسيهما على مفاتيح جديدة.`,
  together: 'حين تكونان معًا',
  showText: 'دع {name} يمسح هذا الرمز، وامسح رمزه.',
  scanText: 'ضع الرمز الظاهر على شاشة {name} داخل الصورة.',
  ownCode: 'رمز QR لرمز أمانك',
  scanCode: 'امسح رمزه',
  stopScan: 'أوقف الكاميرا',
  viewfinder: 'ما تراه الكاميرا',
  onCall: 'في مكالمة',
  callText:
    'اطلب من {name} فتح «رمز الأمان» وقراءة أرقامه بصوت مسموع. ضع علامة على كل مجموعة مطابقة هنا.',
  digits: 'مجموعات رمز الأمان',
  allGroups: 'المجموعات الاثنتا عشرة كلها متطابقة',
  theyMatch: 'متطابقة',
  theyDiffer: 'غير متطابقة',
  samePerson: 'الشخص نفسه',
  samePersonText: 'هل هذا {name} الذي عرفته من قبل، بحساب جديد؟ تبقى المحادثة السابقة كما هي.',
  securityTroubles: {
    tickFirst:
      'ضع علامة على كل مجموعة قُرئت لك، أو على «المجموعات الاثنتا عشرة كلها متطابقة»، ثم هذا.',
    cameraBlocked:
      'الكاميرا محظورة لهذا الموقع. أيقونة القفل في شريط العنوان ← الأذونات ← الكاميرا ← سماح. أو قارنا الأرقام أدناه.',
    cameraMissing: 'لا توجد هنا كاميرا يمكن استخدامها. قارنا الأرقام أدناه بدلًا من ذلك.',
  },
}

export const settings: Part<'settings'> = {
  backToList: 'العودة إلى القائمة',
  pages: {
    account: 'الحساب',
    notifications: 'الإشعارات',
    storage: 'التخزين',
    appearance: 'المظهر',
    language: 'اللغة',
    security: 'الأمان',
    privacy: 'الخصوصية',
    server: 'هذا الخادم',
  },
  accountText: 'يرى أصدقاؤك هذا الاسم. يصل إليهم مشفرًا؛ ولا يعرفه الخادم أبدًا.',
  notifyChoices: {
    off: 'متوقفة',
    plain: '«رسالة جديدة» ولا شيء غيرها',
    name: 'من كتب',
    full: 'من كتب، وماذا كتب',
  },
  notifyAway: {
    asking: 'يُسأل المتصفح…',
    on: 'وتصل أيضًا وSotto مغلق. عندئذ تعلم خدمة الإشعارات في المتصفح أن شيئًا وصل، ولا شيء غير ذلك.',
    none: 'تصل ما دام Sotto مفتوحًا. هذا الخادم لا يوقظ أحدًا حين يكون مغلقًا.',
    refused: 'تصل ما دام Sotto مفتوحًا. هذا الخادم لا يستعمل خدمة إشعارات هذا المتصفح.',
    unsupported: 'تصل ما دام Sotto مفتوحًا. هذا المتصفح لا يوقظ أحدًا حين يكون مغلقًا.',
    failed:
      'تصل ما دام Sotto مفتوحًا. تعذّر الوصول إلى خدمة إشعارات هذا المتصفح، وسيحاول Sotto مرة أخرى عند فتحه.',
  },
  notifyProblems: {
    blocked:
      'الإشعارات محظورة لهذا الموقع. أيقونة القفل في شريط العنوان ← الأذونات ← الإشعارات ← سماح.',
    unsupported: 'لا إشعارات في هذا المتصفح.',
    homeScreen:
      'على iPhone أو iPad تصل الإشعارات إلى التطبيقات على الشاشة الرئيسية فقط. مشاركة ← إضافة إلى الشاشة الرئيسية، ثم افتح Sotto من هناك وفعّلها.',
  },
  storedHere: (bytes) =>
    `يحتفظ Sotto بمقدار ${counted(Math.max(1, Math.round(bytes / 1_000_000)), {
      zero: '# ميغابايت',
      one: 'ميغابايت واحد',
      two: '# ميغابايت',
      few: '# ميغابايت',
      many: '# ميغابايت',
      other: '# ميغابايت',
    })} في هذا المتصفح، مشفرًا.`,
  storagePromised: 'وعد المتصفح بالاحتفاظ بها.',
  storageNotPromised: 'قد يحذفها المتصفح حين يحتاج إلى مساحة.',
  colours: 'الألوان',
  themes: { system: 'كالنظام', light: 'فاتح', dark: 'داكن' },
  textSize: 'حجم النص',
  movement: 'الحركة',
  keepStill: 'أبقِ كل شيء ساكنًا',
  enterKey: 'مفتاح Enter',
  enterDoes: {
    send: 'يرسل؛ ويبدأ Shift+Enter سطرًا جديدًا',
    line: 'يبدأ سطرًا جديدًا؛ ويرسل Shift+Enter',
  },
  nameSaved: 'حُفظ. سيُخبر أصدقاؤك.',
  saveName: 'حفظ',
  picture: 'الصورة',
  choosePicture: 'اختر صورة',
  noPicture: 'أزل الصورة',
  pictureText: 'يراها أصدقاؤك؛ ويُزال أولًا أين وبأي جهاز التُقطت.',
  notesText: 'محادثة مع نفسك. لا تغادر هذا الجهاز أبدًا.',
  openNotes: 'افتح ملاحظاتك',
  tellFriends: 'إخبار الأصدقاء',
  tellReads: 'حين أقرأ رسائلهم',
  tellTyping: 'حين أكتب',
  tellText: 'من لا يُخبر لا يُخبَر أيضًا. ويمكن أن تكون لكل محادثة قاعدتها.',
  asBrowser: (language) => `كما في هذا المتصفح: ${language}`,
  languageFailed: 'تعذر تحميل هذه اللغة. تحقق من الاتصال واخترها مجددًا.',
}

export const switching: Part<'switch'> = {
  switchTitle: 'الانتقال إلى شخص',
  personName: 'اسم شخص',
  nobodyFound: 'لا أحد بهذا الاسم.',
}
