/** How mail programs introduce what is answered, by language. Every pattern is anchored and bounded: lines are short. */
export const ATTRIBUTION: readonly RegExp[] = [
  /^On\s.{5,300}\swrote\s?:$/, // English
  /^Am\s.{5,300}\sschrieb\b.{0,200}:$/, // German
  /^(?:Le|El)\s.{5,300}\s(?:a écrit|escribió)\s?:$/, // French, Spanish
  /^(?:Il|Em|A)\s.{5,300}\s(?:ha scritto|escreveu)\s?:$/, // Italian, Portuguese
  /^Op\s.{5,300}\sschreef\b.{0,200}:$/, // Dutch
  /^Den\s.{5,300}\sskrev\b.{0,200}:$/, // Swedish, Danish, Norwegian
  /^(?:W dniu|Dnia|\p{L}{2,4}\.?,)\s?.{5,300}\snapisał(?:\(a\)|a)?\s?:$/u, // Polish
  /^.{5,300}\s(?:kirjoitti|napsal\(a\)|napsal|şunu yazdı|tarihinde şunları yazdı)\s?:$/, // Finnish, Czech, Turkish
  /^.{5,300}\s(?:пишет|написал|написала|написал\(а\)|писав|пише)\s?:$/, // Russian, Ukrainian
  /^\p{L}{2},\s\d{1,2}\s\p{L}{3,9}\.?\s\d{4}\s(?:г|р)\.\s.{4,300}:$/u, // Russian and Ukrainian Gmail, without a verb
  /^\d{4}年\d{1,2}月\d{1,2}日.{0,40}\d{1,2}:\d{2}.{0,250}[:：]$/, // Japanese
  /^.{2,250}\d{4}年\d{1,2}月\d{1,2}日.{0,60}(?:写道|寫道)\s?[:：]$/, // Chinese
  /^\d{4}년\s.{5,300}작성\s?:$/, // Korean
  /^في\s.{5,300}(?:كتب|كتبت|تمت كتابة ما يلي بواسطة).{0,200}:$/, // Arabic
  /^‫?בתאריך\s.{5,300}(?:כתב|מאת).{0,200}:‬?$/, // Hebrew
];

/** `-----Original Message-----` and its translations. A forwarded message's line is not among them. */
export const ORIGINAL =
  /^-{2,}\s?(?:Original Message|Original Appointment|Ursprüngliche Nachricht|Original-Nachricht|Message d['’]origine|Message original|Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|Ursprungligt meddelande|Oprindelig meddelelse|Opprinnelig melding|Wiadomość oryginalna|Исходное сообщение|Original message|元のメッセージ|原始邮件|原始郵件|원본 메시지|الرسالة الأصلية)\s?-{2,}$/i;

export const FORWARDED =
  /^-{3,}\s?(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Mensagem encaminhada|Messaggio inoltrato|Doorgestuurd bericht|Пересылаемое сообщение|転送メッセージ|转发的邮件|Přeposlaná zpráva|رسالة معاد توجيهها)\b.{0,20}$|^Begin forwarded message:$/i;

/** Outlook's header block: a sender line, and soon after a date line and a subject or recipient line. */
export const BLOCK_FROM =
  /^(?:From|Von|De|Da|Van|Från|Fra|Od|От|Від|差出人|发件人|寄件者|보낸 사람|من|Lähettäjä|Kimden)\s?[:：]/i;
export const BLOCK_SENT =
  /^(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Fecha|Inviato|Data|Verzonden|Skickat|Sendt|Wysłano|Отправлено|Дата|Надіслано|送信日時|日時|发送时间|日期|보낸 날짜|تم الإرسال|التاريخ|Lähetetty|Gönderildi)\s?[:：]/i;
export const BLOCK_OTHER =
  /^(?:To|Cc|Subject|An|Betreff|À|A|Objet|Para|Asunto|Assunto|Oggetto|Aan|Onderwerp|Till|Ämne|Til|Emne|Do|Temat|Кому|Тема|宛先|件名|收件人|主题|收件者|主旨|받는 사람|제목|إلى|الموضوع|Vastaanottaja|Aihe|Kime|Konu)\s?[:：]/i;

/** What phones add below a message. */
export const DEVICE =
  /^(?:Sent from my .{2,40}|Get Outlook for .{2,60}|Sent from .{0,5}Outlook.{0,40}|Von meinem .{2,40} gesendet|Gesendet von .{2,40}|Envoyé de mon .{2,40}|Envoyé depuis .{2,40}|Enviado desde mi .{2,40}|Enviado do meu .{2,40}|Inviato da .{2,40}|Verzonden vanaf .{2,40}|Skickat från .{2,40}|Отправлено с .{2,40}|.{2,20}から送信|发自我的.{2,20}|أُرسلت من .{2,40})\.?$/i;
