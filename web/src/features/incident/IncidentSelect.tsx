import type { Page } from './api';
import { ask } from './ask';
import { RemoteSelect, type RemoteSelectProps } from './RemoteSelect';

/** Chooses another incident, by its code or words. */
export function IncidentSelect({
  without,
  ...rest
}: Omit<RemoteSelectProps, 'name' | 'find'> & { without?: string }) {
  return (
    <RemoteSelect
      {...rest}
      name="incidents"
      find={async (text, signal) => {
        const page = await ask<Page>('GET', '/incidents', {
          query: { limit: 30, sort: 'newest', ...(text ? { search: text } : { open: true }) },
          signal,
        });
        return page.items
          .filter((one) => one.id !== without)
          .map((one) => ({
            value: one.id,
            label: `${one.code} ${one.title}`,
            hint: one.agency_name,
          }));
      }}
    />
  );
}
