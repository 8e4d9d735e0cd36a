import {integerIfFound, Unavailable} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';

/** 0 answers for every address of the node, 2 only to senders of the same subnet, 8 never: Documentation/networking/ip-sysctl.rst of the kernel. */
export const sysctlArpIgnoreAll = defineProbe({
	id: 'sysctl.arp-ignore-all',
	summary: 'to whom all interfaces answer ARP, which new pods take over from the host',
	requests: () => [file('/proc/sys/net/ipv4/conf/all/arp_ignore')],
	parse: ([reply]): number => {
		const value = integerIfFound(reply);
		if (value === undefined) {
			throw new Unavailable('not-found', 'expected /proc/sys/net/ipv4/conf/all/arp_ignore');
		}
		return value;
	},
});
