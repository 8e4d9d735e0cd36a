import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {symlink} from '../core/request.ts';
import type {Link} from '../parsers/ip-link.ts';
import {ipLink} from './ip.link.ts';

/** Whatever the kernel made itself has a kind, but for the loopback. */
const hardware = (links: readonly Link[]): readonly string[] =>
	links
		.filter(({name, kind}) => kind === undefined && name !== 'lo')
		.map(({name}) => name)
		.slice(0, 16);

export const linkDrivers = defineProbe({
	id: 'link.drivers',
	summary: 'which driver runs each network interface of the hardware: vmxnet3, virtio_net, ena',
	needs: {links: ipLink},
	requests: ({links}) => hardware(links).map(name => symlink(`/sys/class/net/${name}/device/driver`)),
	parse: (replies, {links}): ReadonlyMap<string, string> =>
		new Map(
			hardware(links).flatMap((name, index) => {
				const driver = textIfFound(replies[index])?.trim().split('/').at(-1);
				return driver === undefined || driver === '' ? [] : [[name, driver] as const];
			}),
		),
});
