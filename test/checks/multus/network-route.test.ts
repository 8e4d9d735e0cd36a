import {test} from 'vitest';
import check from '../../../checks/multus/network-route.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {attachedPod, networksOf, withMultus} from './builders.ts';

const ranges = {
	pods: ['10.42.0.0/16'],
	services: ['10.43.0.0/16'],
	dns: ['10.43.0.10'],
	domain: 'cluster.local',
};
const of = (routes: unknown, pods: readonly ReturnType<typeof attachedPod>[] = []) => ({
	networks: {
		isDefined: true,
		networks: networksOf({
			lan: {cniVersion: '0.3.1', type: 'macvlan', master: 'eth1', ipam: {type: 'static', routes}},
		}),
	},
	pods: [...pods],
	ranges,
});
const to = (...destinations: readonly string[]) => destinations.map(dst => ({dst, gw: '192.168.50.254'}));
const subject = {kind: 'NetworkAttachmentDefinition', namespace: 'default', name: 'lan'} as const;
const environment = withMultus;
const onFlannel = {...withMultus, cni: told('flannel' as const)};

testCheck(test, check, {
	passes: {
		'no routes': {environment, evidence: of(undefined)},
		'routes to what is behind the network': {environment, evidence: of(to('10.77.0.0/16', '172.16.0.0/12'))},
		'a default route, which pods have already': {environment, evidence: of(to('0.0.0.0/0'))},
		'a part of the services that holds neither the API nor the cluster DNS': {
			environment,
			evidence: of(to('10.43.128.0/17')),
		},
		'a route in a table of its own': {
			environment,
			evidence: of([{dst: '10.0.0.0/8', gw: '192.168.50.254', table: 100}]),
		},
		'the plugin sbr puts the routes into a table of their own': {
			environment,
			evidence: {
				...of([]),
				networks: {
					isDefined: true,
					networks: networksOf({
						lan: {
							cniVersion: '0.4.0',
							name: 'lan',
							plugins: [
								{type: 'macvlan', master: 'eth1', ipam: {type: 'static', routes: to('10.0.0.0/8')}},
								{type: 'sbr'},
							],
						},
					}),
				},
			},
		},
		'routes that are none': {environment, evidence: of([7, {gw: '10.0.0.1'}, {dst: 'lan'}])},
		'pods of flannel, to which its own plugin makes a route': {
			environment: onFlannel,
			evidence: of(to('10.42.0.0/16')),
		},
	},
	fails: {
		'a route to all of 10.0.0.0/8': {
			environment,
			evidence: of(to('10.77.0.0/16', '10.0.0.0/8'), [attachedPod('lan')]),
			findings: [{message: 'taken', subject, text: 'the services 10.43.0.0/16 of this cluster'}],
		},
		'a route to the cluster DNS alone': {
			environment,
			evidence: of(to('10.43.0.10/32')),
			findings: [{message: 'wouldTake', subject, text: 'the services 10.43.0.10/32 of this cluster'}],
		},
		'a route to the pods, which nobody uses yet': {
			environment,
			evidence: of(to('10.42.0.0/17')),
			findings: [{message: 'wouldTake', subject, text: 'the pods 10.42.0.0/17 of this cluster'}],
		},
		'a route to services on flannel': {
			environment: onFlannel,
			evidence: of(to('10.0.0.0/8')),
			findings: [{message: 'wouldTake', subject, text: 'services'}],
		},
	},
});
