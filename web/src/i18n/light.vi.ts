import auth from './vi/auth.json';
import common from './vi/common.json';
import authErrors from './vi/errors.auth.json';
import errors from './vi/errors.json';

export default { auth, common, errors: { ...errors, ...authErrors } };
