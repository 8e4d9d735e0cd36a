import {integerIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {announcedServices} from '../derive/announced-services.ts';
import {ipAddress} from './ip.address.ts';

export const sysctlArpIgnore = defineProbe({
	id: 'sysctl.arp-ignore',
	summary:
		'arp_ignore of the interfaces in whose networks kube-proxy has put addresses of services on kube-ipvs0; the kernel takes the greater of that and of all',
	needs: {addresses: ipAddress},
	requests: ({addresses}) => {
		const devices = new Set(announcedServices(addresses).map(({device}) => device));
		return devices.size === 0
			? []
			: ['all', ...devices].map(device => file(`/proc/sys/net/ipv4/conf/${device}/arp_ignore`));
	},
	parse: ([all, ...replies], {addresses}): ReadonlyMap<string, number> => {
		const devices = [...new Set(announcedServices(addresses).map(({device}) => device))];
		const ofAll = integerIfFound(all);
		return new Map(
			devices.flatMap((device, index) => {
				const own = integerIfFound(replies[index]);
				return own === undefined || ofAll === undefined ? [] : [[device, Math.max(own, ofAll)] as const];
			}),
		);
	},
});
