import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import { choicesQuery } from '../api';
import { ContactList } from './ContactList';
import { adviceOf, aidOf, contactsFor, falseReportNote, type IntakeFields } from './model';

/** What to say while one writes: what holds for the state of the money and what was exposed, then for this kind. */
export function Aid({ fields }: { fields: IntakeFields }) {
  const { t, i18n } = useTranslation('hotline');
  const { data: choices } = useQuery(choicesQuery);
  const topic = choices?.scam_types.find((one) => one.code === fields.topic);
  const advice = adviceOf(topic, i18n.language);
  const contacts = contactsFor(choices?.contacts ?? [], topic, fields.money);
  const note = falseReportNote(choices?.kinds ?? []);
  const english = i18n.language === 'en';
  return (
    <>
      <Card title={t('aid.title')}>
        <ol className="hl-aid" aria-live="polite">
          {aidOf(fields).map((key) => (
            <li key={key} data-loud={key === 'stop' || key === 'bank' || undefined}>
              {t(`aid.say.${key}`)}
            </li>
          ))}
        </ol>
      </Card>
      {topic && advice.length > 0 && (
        <Card title={english && topic.name_en ? topic.name_en : topic.name}>
          <ul className="hl-advice">
            {advice.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Card>
      )}
      {contacts.length > 0 && (
        <Card title={t('aid.contacts')}>
          <ContactList contacts={contacts} />
        </Card>
      )}
      <p className="cl-quiet">{t('aid.rights')}</p>
      {note && <p className="cl-quiet">{note}</p>}
    </>
  );
}
