import { DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { Schema } from '~/api/client';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { dayAfter } from './periods';
import { AREAS, ROLES, useRoleName } from './roles';

export interface PostFields {
  agency_id: string;
  title: string;
  from: Dayjs;
  /** The last day. */
  last?: Dayjs | null;
}

export interface GrantFields {
  role: string;
  agency_id?: string | null;
  area?: string;
  from: Dayjs;
  last?: Dayjs | null;
}

const day = (value: Dayjs) => value.format('YYYY-MM-DD');
const until = (last: Dayjs | null | undefined) => (last ? { to: dayAfter(day(last)) } : {});

export function postBody(fields: PostFields): Schema<'PostNew'> {
  return {
    agency_id: fields.agency_id,
    title: fields.title.trim(),
    from: day(fields.from),
    ...until(fields.last),
  };
}

export function grantBody(fields: GrantFields): Schema<'GrantNew'> {
  return {
    role: fields.role,
    from: day(fields.from),
    ...(fields.agency_id ? { agency_id: fields.agency_id } : {}),
    ...(fields.area ? { area: fields.area } : {}),
    ...until(fields.last),
  };
}

/** Names of form fields, under a prefix where the form holds more. */
type Prefix = readonly string[];

function Dates({ prefix }: { prefix: Prefix }) {
  const { t } = useTranslation(['admin', 'errors']);
  return (
    <div className="cl-two">
      <Form.Item
        name={[...prefix, 'from']}
        label={t('period.from')}
        initialValue={dayjs()}
        rules={[{ required: true, message: t('errors:field.required.what') }]}
      >
        <DatePicker format="DD/MM/YYYY" allowClear={false} />
      </Form.Item>
      <Form.Item
        name={[...prefix, 'last']}
        label={t('period.last')}
        extra={t('period.last_help')}
        dependencies={[[...prefix, 'from']]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, last: Dayjs | null | undefined) => {
              const from = getFieldValue([...prefix, 'from']) as Dayjs | undefined;
              return last && from && last.isBefore(from, 'day')
                ? Promise.reject(new Error(t('period.reversed')))
                : Promise.resolve();
            },
          }),
        ]}
      >
        <DatePicker format="DD/MM/YYYY" />
      </Form.Item>
    </div>
  );
}

export function PostInputs({ prefix = [] }: { prefix?: Prefix }) {
  const { t } = useTranslation(['admin', 'errors']);
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <>
      <Form.Item name={[...prefix, 'agency_id']} label={t('post.agency')} rules={[required]}>
        <AgencySelect />
      </Form.Item>
      <Form.Item
        name={[...prefix, 'title']}
        label={t('post.title')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Dates prefix={prefix} />
    </>
  );
}

export function GrantInputs({ prefix = [] }: { prefix?: Prefix }) {
  const { t } = useTranslation(['admin', 'errors']);
  const roleName = useRoleName();
  const form = Form.useFormInstance();
  const role = Form.useWatch([...prefix, 'role'], form) as string | undefined;
  return (
    <>
      <Form.Item
        name={[...prefix, 'role']}
        label={t('grant.role')}
        extra={role && t(`grant.about.${role}`, { defaultValue: '' })}
        rules={[{ required: true, message: t('errors:field.required.what') }]}
      >
        <Select
          options={ROLES.map((value) => ({ value, label: roleName(value) }))}
          placeholder={t('grant.role_placeholder')}
        />
      </Form.Item>
      <Form.Item name={[...prefix, 'agency_id']} label={t('grant.agency')} extra={t('grant.agency_help')}>
        <AgencySelect placeholder={t('grant.everywhere')} />
      </Form.Item>
      <Form.Item name={[...prefix, 'area']} label={t('grant.area')}>
        <Select
          allowClear
          placeholder={t('grant.all_areas')}
          options={AREAS.map((value) => ({ value, label: t(`area.${value}`) }))}
        />
      </Form.Item>
      <Dates prefix={prefix} />
    </>
  );
}
