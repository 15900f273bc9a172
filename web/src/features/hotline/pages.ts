/** The pages of the hotline in the order of its tabs: each is offered in Ctrl-K too. */
export const LIST_PATH = '/tin-bao';
export const INTAKE_PATH = '/tin-bao/nhap';
export const REVEALS_PATH = '/tin-bao/mo-danh-tinh';
export const OPENINGS_PATH = '/tin-bao/nhat-ky-mo';

export interface HotlinePage {
  id: string;
  /** i18n key with namespace. */
  label: string;
  to: string;
  /** Any of them opens it. */
  needs: readonly string[];
}

/** Those who work with reports. */
export const REPORT_PAGES: readonly HotlinePage[] = [
  { id: 'list', label: 'hotline:sections.list', to: LIST_PATH, needs: ['hotline.read'] },
  { id: 'intake', label: 'hotline:sections.intake', to: INTAKE_PATH, needs: ['hotline.intake'] },
  {
    id: 'reveals',
    label: 'hotline:sections.reveals',
    to: REVEALS_PATH,
    needs: ['hotline.reveal', 'hotline.agree'],
  },
  { id: 'openings', label: 'hotline:sections.openings', to: OPENINGS_PATH, needs: ['hotline.audit'] },
];

export const reportPath = (id: string) => `${LIST_PATH}/${id}`;
