import { useEffect, type ReactNode } from 'react';
import style from './page.module.css';

/**
 * The frame of a page: its title, what to do there, its content; details open in a panel on the right so that the
 * list stays in sight.
 */
export function Page({
  title,
  about,
  actions,
  panel,
  children,
}: {
  title: string;
  about?: string;
  actions?: ReactNode;
  panel?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Sojourn`;
  }, [title]);
  return (
    <div className={style.page}>
      <section className={style.main}>
        <header className={style.head}>
          <div className={style.titles}>
            <h1 className={style.title}>{title}</h1>
            {about && <p className={style.about}>{about}</p>}
          </div>
          {actions && <div className={style.actions}>{actions}</div>}
        </header>
        <div className={style.content}>{children}</div>
      </section>
      {panel}
    </div>
  );
}
