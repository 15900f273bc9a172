import { useTranslation } from 'react-i18next';
import { formatDate } from '~/ui/format';
import type { Contact } from '../api';
import { dialOf } from './model';

/** Whom to ring: a number can be pressed on a phone, with the day on which somebody last made sure of it. */
export function ContactList({ contacts }: { contacts: readonly Contact[] }) {
  const { t, i18n } = useTranslation('hotline');
  return (
    <ul className="hl-contacts">
      {contacts.map((contact) => {
        const dial = dialOf(contact.value);
        return (
          <li key={contact.id}>
            {i18n.language === 'en' && contact.name_en ? contact.name_en : contact.name}:{' '}
            {dial ? <a href={dial}>{contact.value}</a> : <span className="cl-break">{contact.value}</span>}{' '}
            <span className="cl-quiet">
              {contact.checked_on
                ? t('aid.checked', { day: formatDate(contact.checked_on, true) })
                : t('aid.unchecked')}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
