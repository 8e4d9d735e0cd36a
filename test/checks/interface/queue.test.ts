import {test} from 'vitest';
import check from '../../../checks/interface/queue.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {links, routeOf} from '../flannel-builders.ts';

const routes = [routeOf('0.0.0.0/0', {gateway: '10.0.0.254', dev: 'eth0'})];
/** A device with this queue; the others have their usual one. */
const queued = (device: string, queue: string, isUp = true) => ({
	evidence: {
		devices: links.map(link => (link.name === device ? {...link, isUp, queue} : {...link, queue: 'noqueue'})),
		routes,
	},
	environment: {overlayDevice: told('flannel.1')},
});
const uplink = {kind: 'Interface', name: 'eth0'} as const;
const tunnel = {kind: 'Interface', name: 'flannel.1'} as const;

testCheck(test, check, {
	passes: {
		'queues of the kernel': queued('eth0', 'fq_codel'),
		'a device that is down anyway': queued('eth0', 'blackhole', false),
		'a device that carries nothing of the cluster': {
			evidence: {
				devices: [
					...links,
					...links.filter(({name}) => name === 'eth0').map(link => ({...link, name: 'eth7', queue: 'netem'})),
				],
				routes,
			},
		},
	},
	fails: {
		'an uplink whose queue throws everything away': {
			...queued('eth0', 'blackhole'),
			findings: [{message: 'swallows', subject: uplink, text: 'eth0 is up, but its queue is a blackhole'}],
		},
		'a tunnel that does so': {
			...queued('flannel.1', 'blackhole'),
			findings: [{message: 'swallows', subject: tunnel}],
		},
		'an experiment that was left': {
			...queued('eth0', 'netem'),
			findings: [{message: 'impaired', subject: uplink}],
		},
	},
});
