import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '~/ui/format';
import { linesOf, shownValue } from '../desk/model';
import { type Fields, indicatorsOf, paragraphsOf, wordsIn } from './model';

/** The notice as a citizen sees it on a phone. Words stand as they are written; nothing in it can be opened. */
export function CitizenView({ fields, publishedAt }: { fields: Fields; publishedAt: string | null }) {
  const { t } = useTranslation('hotline_desk');
  const [english, setEnglish] = useState(false);
  const { title, summary, body } = wordsIn(fields, english);
  const signs = linesOf(fields.signs);
  const advice = linesOf(fields.advice);
  const named = indicatorsOf(fields.indicators);
  const word = (key: string) => t(`citizen.${english ? 'en' : 'vi'}.${key}`);
  return (
    <section aria-label={t('notice.preview')}>
      <div className="hd-preview-head">
        <span className="cl-quiet">{t('notice.preview')}</span>
        <Segmented
          size="small"
          aria-label={t('notice.preview_language')}
          value={english ? 'en' : 'vi'}
          options={[
            { value: 'vi', label: t('notice.vi') },
            { value: 'en', label: t('notice.en') },
          ]}
          onChange={(value) => setEnglish(value === 'en')}
        />
      </div>
      <article className="hd-citizen" lang={english ? 'en' : 'vi'}>
        <p className="hd-citizen-kind" data-kind={fields.kind}>
          {word(`kind.${fields.kind}`)}
        </p>
        <h2>{title || t('notice.no_title')}</h2>
        <p className="cl-quiet">
          {publishedAt ? formatDate(publishedAt, true) : t('notice.not_published')}
          {fields.audience !== 'everybody' && ` · ${word(`audience.${fields.audience}`)}`}
        </p>
        {summary && <p className="hd-citizen-summary">{summary}</p>}
        {paragraphsOf(body).map((part, at) => (
          <p key={at} className="hd-text">
            {part}
          </p>
        ))}
        <List title={word('signs')} lines={signs} />
        <List title={word('advice')} lines={advice} ordered />
        {named.length > 0 && (
          <>
            <h3>{word('indicators')}</h3>
            <p>{word('do_not_open')}</p>
            <ul>
              {named.map((one, at) => (
                <li key={at}>
                  {word(`name.${one.kind}`)}: <code>{shownValue(one.kind, one.value)}</code>
                </li>
              ))}
            </ul>
          </>
        )}
        {fields.source_name && (
          <p className="cl-quiet">
            {word('source')} {fields.source_name}
            {fields.source_url && ` (${fields.source_url})`}
          </p>
        )}
      </article>
    </section>
  );
}

function List({ title, lines, ordered }: { title: string; lines: readonly string[]; ordered?: boolean }) {
  if (lines.length === 0) return null;
  const Tag = ordered ? 'ol' : 'ul';
  return (
    <>
      <h3>{title}</h3>
      <Tag>
        {lines.map((line, at) => (
          <li key={at}>{line}</li>
        ))}
      </Tag>
    </>
  );
}
