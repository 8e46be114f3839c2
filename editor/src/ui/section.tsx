import { useId, type ReactNode } from 'react';
import style from './section.module.css';

/** A titled part of a page. `plain` draws no frame around it. */
export function Section({
  title,
  about,
  actions,
  plain = false,
  children,
}: {
  title: string;
  about?: ReactNode;
  actions?: ReactNode;
  plain?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={plain ? style.plain : style.section} aria-labelledby={id}>
      <header className={style.head}>
        <div className={style.titles}>
          <h2 id={id} className={style.title}>
            {title}
          </h2>
          {about && <p className={style.about}>{about}</p>}
        </div>
        {actions && <div className={style.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
