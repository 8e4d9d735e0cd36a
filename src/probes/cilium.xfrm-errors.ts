import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {type IpsecErrors, risingIpsecErrors} from '../derive/ipsec-errors.ts';
import {ciliumStatus} from './cilium.status.ts';

const path = '/proc/net/xfrm_stat';

export const ciliumXfrmErrors = defineProbe({
	id: 'cilium.xfrm-errors',
	summary: 'how many packets IPsec dropped while this program ran, where Cilium encrypts with it',
	needs: {status: ciliumStatus},
	requests: ({status}) =>
		status.encryption?.mode === 'IPsec' ? [file(path), {kind: 'file', path, sample: 'last'}] : [],
	parse: (replies): IpsecErrors => risingIpsecErrors(replies),
});
