import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {isClusterDevice} from '../derive/cni-devices.ts';
import type {Link} from '../parsers/ip-link.ts';
import {type NetworkdLink, parseNetworkdLink} from '../parsers/networkd-link.ts';
import type {Unit} from '../parsers/systemctl-show.ts';
import {ipLink} from './ip.link.ts';
import {type KnownUnit, systemdUnits} from './systemd.units.ts';

interface Needs {
	readonly units: ReadonlyMap<KnownUnit, Unit>;
	readonly links: readonly Link[];
}

/** Enough to show it: what matches one interface of a pod matches them all. */
const limit = 16;

/** Devices of the cluster, tunnels before those of pods; none while networkd does not run. */
const asked = ({units, links}: Needs): readonly Link[] =>
	units.get('systemd-networkd.service')?.activeState === 'active'
		? links
				.filter(({name}) => isClusterDevice(name))
				.toSorted((one, other) => one.index - other.index)
				.slice(0, limit)
		: [];

export const networkdLinks = defineProbe({
	id: 'networkd.links',
	summary: 'what systemd-networkd does with the devices of the cluster, and by which of its files',
	needs: {units: systemdUnits, links: ipLink},
	requests: needs => asked(needs).map(({index}) => file(`/run/systemd/netif/links/${index}`)),
	parse: (replies, needs): readonly (NetworkdLink & {readonly name: string})[] =>
		asked(needs).flatMap(({name}, index) => {
			const text = textIfFound(replies[index]);
			return text === undefined ? [] : [{...parseNetworkdLink(text), name}];
		}),
});
