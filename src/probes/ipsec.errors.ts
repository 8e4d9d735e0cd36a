import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {type IpsecErrors, risingIpsecErrors} from '../derive/ipsec-errors.ts';
import {contactOf} from '../derive/peer-contact.ts';
import {peerOverlay} from './peer.overlay.ts';

const path = '/proc/net/xfrm_stat';

export const ipsecErrors = defineProbe({
	id: 'ipsec.errors',
	summary:
		'how many packets IPsec dropped while this program ran, where a peer did not answer through the overlay',
	needs: {overlay: peerOverlay},
	requests: ({overlay}) =>
		overlay.some(({answer}) => contactOf(answer) === 'silent')
			? [file(path), {kind: 'file', path, sample: 'last'}]
			: [],
	parse: (replies): IpsecErrors => risingIpsecErrors(replies),
});
