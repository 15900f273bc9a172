/** Where the rooms beside the inbox stand. */
export const CAMPAIGNS_PATH = '/chien-dich-lua-dao';
export const INDICATORS_PATH = '/dau-hieu-lua-dao';
export const HUBS_PATH = `${INDICATORS_PATH}/khong-noi`;
export const VERDICTS_PATH = '/canh-bao-nguoi-dan';
export const CONTESTS_PATH = `${VERDICTS_PATH}/phan-doi`;
export const TRUST_PATH = '/tin-nhiem-mang';
export const NOTICES_PATH = '/thong-bao-nguoi-dan';
export const CONTENT_PATH = '/noi-dung-xau';
export const STATISTICS_PATH = '/thong-ke-tin-bao';
export const SETTINGS_PATH = '/thiet-lap-tin-bao';

export const campaignPath = (id: string) => `${CAMPAIGNS_PATH}/${id}`;
export const organisationPath = (id: string) => `${TRUST_PATH}/${id}`;
export const noticePath = (id: string) => `${NOTICES_PATH}/${id}`;
export const contentPath = (id: string) => `${CONTENT_PATH}/${id}`;
