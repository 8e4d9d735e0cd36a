import {textOf, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {command, type Reply} from '../core/request.ts';
import {isTunnelDevice} from '../derive/cni-devices.ts';
import {type DeviceFeatures, parseEthtoolFeatures} from '../parsers/ethtool-features.ts';
import type {Link} from '../parsers/ip-link.ts';
import {ipLink} from './ip.link.ts';

/** The tunnels of the CNI and what carries them; more than these few no node has. */
const devicesIn = (links: readonly Link[]): readonly string[] => {
	const tunnels = links.filter(({name, kind}) => kind === 'vxlan' && isTunnelDevice(name));
	const names = tunnels.flatMap(({name, vxlan}) => [
		name,
		...(vxlan?.lower === undefined ? [] : [vxlan.lower]),
	]);
	return [...new Set(names)].slice(0, 4);
};

/** A device that is taken away meanwhile has no features. */
const featuresIn = (reply: Reply): readonly DeviceFeatures[] =>
	reply.status === 'unanswered' && reply.reason === 'exit-code' ? [] : [parseEthtoolFeatures(textOf(reply))];

export const ethtoolFeatures = defineProbe({
	id: 'ethtool.features',
	summary: 'what the VXLAN devices and the interfaces below them leave to hardware: checksums, segmentation',
	needs: {links: ipLink},
	requests: ({links}) => devicesIn(links).map(name => command('ethtool', '-k', name)),
	parse: replies => {
		const [first] = replies;
		if (first?.status === 'unanswered' && replies.every(({status}) => status === 'unanswered')) {
			throw new Unavailable(first.reason, first.detail);
		}
		return replies.flatMap(featuresIn);
	},
});
