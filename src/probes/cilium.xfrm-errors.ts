import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {ciliumReachOf} from '../derive/cilium-peer.ts';
import {type IpsecErrors, risingIpsecErrors} from '../derive/ipsec-errors.ts';
import {ciliumHealth} from './cilium.health.ts';
import {ciliumStatus} from './cilium.status.ts';

const path = '/proc/net/xfrm_stat';

export const ciliumXfrmErrors = defineProbe({
	id: 'cilium.xfrm-errors',
	summary:
		'how many packets IPsec dropped while this program ran, where Cilium encrypts with it or does not reach pods of another node',
	needs: {status: ciliumStatus},
	wants: {health: ciliumHealth},
	requests: ({status}, {health}) =>
		status.encryption?.mode === 'IPsec' ||
		(health.ok && health.value.nodes.some(({endpoint}) => ciliumReachOf(endpoint) === 'lost'))
			? [file(path), {kind: 'file', path, sample: 'last'}]
			: [],
	parse: (replies): IpsecErrors => risingIpsecErrors(replies),
});
