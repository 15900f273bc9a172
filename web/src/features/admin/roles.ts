import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Roles a grant may give, as the server knows them. */
export const ROLES = [
  'system_admin',
  'coordinator',
  'focal_point',
  'head',
  'leader',
  'analyst',
  'shift_lead',
  'responder',
  'appraiser',
  'intake_officer',
  'revealer',
  'auditor',
] as const;
/** Areas a grant may be limited to: the words before the dot of actions that roles hold. */
export const AREAS = ['agency', 'plan', 'report', 'alert', 'system', 'hotline', 'audit'] as const;

/** "Điều phối (Kế hoạch)" */
export function useRoleName(): (role: string, area?: string | null) => string {
  const { t } = useTranslation(['auth', 'admin']);
  return useCallback(
    (role, area) => {
      const name = t(`auth:role.${role}`, { defaultValue: role });
      if (!area) return name;
      return t('auth:role_in_area', { role: name, area: t(`admin:area.${area}`, { defaultValue: area }) });
    },
    [t],
  );
}
