import {defineProbe} from '../core/probe.ts';
import {failingHere} from '../derive/chart-installation.ts';
import {containerLogsOf, logRequests} from '../derive/container-logs.ts';
import {helmInstallations} from './helm.installations.ts';
import {rke2NodeName} from './rke2.node-name.ts';
import {systemClock} from './system.clock.ts';

export const helmLogs = defineProbe({
	id: 'helm.logs',
	summary: 'the last lines of the pod that installs a chart of the network on this node and fails',
	needs: {installations: helmInstallations, name: rke2NodeName, now: systemClock},
	requests: ({installations, name: {name}, now}) => logRequests(failingHere(installations, name, now)),
	parse: (replies, {installations, name: {name}, now}) =>
		containerLogsOf(failingHere(installations, name, now), replies),
});
