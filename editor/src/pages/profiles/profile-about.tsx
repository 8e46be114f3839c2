import type { ProfileReply } from '@sojourn/api';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../ui/badge.js';
import { CopyableId } from '../../ui/copyable-id.js';
import { EventName } from '../../ui/event-name.js';
import { useNumbers } from '../../ui/number.js';
import { Time } from '../../ui/time.js';
import { Values } from '../../ui/values.js';
import { useWords } from '../../words/language.js';
import { CHANNELS, IDENTITIES } from '../../words/outcomes.js';
import { useTopicNames } from '../../api/settings.js';
import style from './profiles.module.css';

/** What is known of a profile: identities, attributes, consents, what happened so far. */
export function ProfileAbout({ profile }: { profile: ProfileReply }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      <section className={style.part}>
        <h3>{t('profiles.identities')}</h3>
        <dl className={style.consents}>
          {profile.identities.map(({ kind, value }) => (
            <div key={`${kind} ${value}`} className={style.line}>
              <dt className={style.quiet}>{IDENTITIES[kind] ? words(IDENTITIES[kind]) : kind}</dt>
              <dd style={{ margin: 0 }}>
                <CopyableId id={value} shown={36} />
              </dd>
            </div>
          ))}
        </dl>
        {profile.firstSeenAt && (
          <p className={style.none}>
            {t('profiles.firstSeen')} <Time at={profile.firstSeenAt} />
          </p>
        )}
        {profile.nextFlipAt && (
          <p className={style.none}>
            {t('profiles.nextFlip')} <Time at={profile.nextFlipAt} />
          </p>
        )}
      </section>
      <section className={style.part}>
        <h3>{t('profiles.attributes')}</h3>
        {Object.keys(profile.attributes).length > 0 ? (
          <Values label={t('profiles.attributes')} values={profile.attributes} />
        ) : (
          <p className={style.none}>{t('profiles.noAttributes')}</p>
        )}
      </section>
      <Consents consents={profile.consents} />
      <Facts facts={profile.facts} />
    </>
  );
}

function Consents({ consents }: { consents: ProfileReply['consents'] }) {
  const { t } = useTranslation();
  const words = useWords();
  const topicName = useTopicNames();
  const given = Object.entries(consents).flatMap(([channel, topics]) =>
    Object.entries(topics).map(([topic, granted]) => ({ channel, topic, granted })),
  );
  return (
    <section className={style.part}>
      <h3>{t('profiles.consents')}</h3>
      {given.length === 0 && <p className={style.none}>{t('profiles.noConsents')}</p>}
      <ul className={style.consents}>
        {given.map(({ channel, topic, granted }) => (
          <li key={`${channel} ${topic}`}>
            <span>
              {CHANNELS[channel] ? words(CHANNELS[channel]) : channel} · {topicName(topic)}
            </span>
            <Badge tone={granted ? 'good' : 'quiet'}>{t(granted ? 'profiles.granted' : 'profiles.denied')}</Badge>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ facts }: { facts: ProfileReply['facts'] }) {
  const { t } = useTranslation();
  const numbers = useNumbers();
  return (
    <section className={style.part}>
      <h3>{t('profiles.facts')}</h3>
      {facts.length === 0 ? (
        <p className={style.none}>{t('profiles.noFacts')}</p>
      ) : (
        <table className={style.facts} aria-label={t('profiles.facts')}>
          <thead>
            <tr>
              <th scope="col">{t('profiles.event')}</th>
              <th scope="col" className={style.number}>
                {t('profiles.times')}
              </th>
              <th scope="col">{t('profiles.first')}</th>
              <th scope="col">{t('profiles.last')}</th>
            </tr>
          </thead>
          <tbody>
            {facts.map(({ event, count, firstAt, lastAt, sums }) => (
              <tr key={event}>
                <td>
                  <EventName name={event} />
                  {Object.entries(sums ?? {}).map(([property, sum]) => (
                    <div key={property} className={style.quiet}>
                      {t('profiles.sum', { property, sum: numbers(sum) })}
                    </div>
                  ))}
                </td>
                <td className={style.number}>{numbers(count)}</td>
                <td>
                  <Time at={firstAt} dateOnly />
                </td>
                <td>
                  <Time at={lastAt} dateOnly />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
