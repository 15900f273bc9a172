import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { refresh } from '~/features/protection/api';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import type { UnregisteredHost } from './api';
import { SystemSelect } from './SystemSelect';

const MAX_WHY = 1000;

interface Dialog {
  host: UnregisteredHost;
  onClose: () => void;
}

/** Puts a host into a system: of its source's agency, or any where the source collects for several. */
export function PlaceDialog({ host, onClose }: Dialog) {
  const { t } = useTranslation(['system', 'errors']);
  return (
    <FormDialog<{ system_id: string | null }>
      title={t('system:unregistered.place_title', { host: host.host })}
      submit={t('system:unregistered.place')}
      said={t('system:unregistered.placed', { host: host.host })}
      start={{ system_id: null }}
      send={({ system_id }) =>
        data(
          api.POST('/api/v1/systems/unregistered/{id}/place', {
            params: { path: { id: host.id } },
            body: { system_id: system_id ?? '' },
          }),
        )
      }
      refresh={refresh}
      onClose={onClose}
    >
      <p className="cl-quiet">{t('system:unregistered.place_help')}</p>
      <Form.Item
        name="system_id"
        label={t('system:column.name')}
        rules={[{ required: true, message: t('errors:field.required.what') }]}
      >
        <SystemSelect {...(host.agency_id && !host.shared ? { agency: host.agency_id } : {})} />
      </Form.Item>
    </FormDialog>
  );
}

/** Leaves a host out, with the reason that whoever looks later reads. */
export function IgnoreDialog({ host, onClose }: Dialog) {
  const { t } = useTranslation(['system', 'errors']);
  return (
    <FormDialog<{ why: string }>
      title={t('system:unregistered.ignore_title', { host: host.host })}
      submit={t('system:unregistered.ignore')}
      said={t('system:unregistered.ignored', { host: host.host })}
      start={{ why: '' }}
      send={({ why }) =>
        data(
          api.PUT('/api/v1/systems/unregistered/{id}/ignored', {
            params: { path: { id: host.id } },
            body: { why: why.trim() },
          }),
        )
      }
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item
        name="why"
        label={t('system:unregistered.why')}
        extra={t('system:unregistered.why_help')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText autoFocus minRows={2} maxLength={MAX_WHY} />
      </Form.Item>
    </FormDialog>
  );
}
