import { mailDocument } from './mail-document.js';
import style from './mail-frame.module.css';

/** Shows a mail's HTML where it can do nothing: no script, no form, no request, no way out of its frame. */
export function MailFrame({ title, html }: { title: string; html: string }) {
  return <iframe className={style.frame} sandbox="" srcDoc={mailDocument(html)} title={title} />;
}
