import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {stat} from '../core/request.ts';

/** The PATH that systemd gives to RKE2, and RKE2 to containerd and its CNI plugins. */
const directories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const paths = directories.map(directory => `${directory}/iptables`);

export const iptablesBinary = defineProbe({
	id: 'iptables.binary',
	summary: 'where the iptables program is, as CNI plugins look for it',
	requests: () => paths.map(path => stat(path)),
	parse: (replies): readonly string[] =>
		paths.filter((_, index) => textIfFound(replies[index]) !== undefined),
});
