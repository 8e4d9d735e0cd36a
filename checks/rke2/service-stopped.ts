import {decisiveJournalLine, defineCheck, journalMessage, thisNode} from 'rke2-netdoctor';

/** Starting includes pulling images and waiting for etcd or for a server; systemd itself never gives up. */
const startsWithin = 15 * 60;

const symptoms = [
	'rke2/container-runtime',
	'rke2/kubelet',
	'rke2/kubelet-stopped',
	'rke2/api-unreachable',
	'cni/configuration-missing',
	'canal/pod',
	'canal/container',
	'flannel/pod',
	'flannel/container',
	'canal/felix-health#notReady',
	'calico/felix-health#notReady',
	'cni/network-unavailable',
	'overlay/vxlan-missing',
	'crictl.*',
	'kubernetes.*',
] as const;

export default defineCheck({
	id: 'rke2/service-stopped',
	title: "RKE2's service runs",
	rationale:
		'The service rke2-server or rke2-agent runs kubelet, containerd, and on agents the way to the API. When it ends, containers that run stay, but nothing starts, repairs or updates them any more.',
	when: {role: ['server', 'agent']},
	needs: {services: 'rke2.service'},
	wants: {journal: 'rke2.journal'},
	messages: {
		looping: {
			severity: 'critical',
			text: '{unit} ends and is started again and again: {restarts} restarts, result {result}, exit status {status}',
			guide: {
				steps: [{text: 'journalctl -u {unit} -n 100 --no-pager'}],
				links: ['rke2/logging', 'rke2/known-issues'],
			},
			explains: symptoms,
		},
		failed: {
			severity: 'critical',
			text: '{unit} has failed: result {result}, exit status {status}',
			guide: {
				steps: [
					{text: 'journalctl -u {unit} -n 100 --no-pager'},
					{text: 'When the cause is gone: systemctl restart {unit}', changes: 'node'},
				],
				links: ['rke2/logging', 'rke2/known-issues'],
			},
			explains: symptoms,
		},
		stopped: {
			severity: 'critical',
			text: '{unit} is installed but {state}',
			guide: {
				steps: [{text: 'systemctl status {unit}'}, {text: 'systemctl enable --now {unit}', changes: 'node'}],
				links: ['rke2/logging'],
			},
			explains: symptoms,
		},
		masked: {
			severity: 'critical',
			text: '{unit} is masked: nothing can start it',
			guide: {
				steps: [
					{text: 'systemctl status {unit}'},
					{text: 'systemctl unmask {unit}', changes: 'node'},
					{text: 'systemctl enable --now {unit}', changes: 'node'},
				],
				links: ['rke2/logging'],
			},
			explains: symptoms,
		},
		stopping: {
			severity: 'info',
			text: '{unit} is being stopped or restarted',
			guide: {
				steps: [{text: 'systemctl status {unit}'}, {text: 'Look again when that is done'}],
				links: ['rke2/logging'],
			},
			explains: symptoms,
		},
		starting: {
			severity: 'info',
			text: '{unit} is starting',
			guide: {
				steps: [{text: 'systemctl status {unit}'}, {text: 'Look again when it has started'}],
				links: ['rke2/logging'],
			},
			explains: symptoms,
		},
		stuck: {
			severity: 'critical',
			text: '{unit} has been starting for {minutes} {minutes:minute|minutes}',
			guide: {
				steps: [
					{text: 'journalctl -u {unit} -n 100 --no-pager'},
					{
						text: 'On an agent, with the host of "server" in /etc/rancher/rke2/config.yaml: curl -k https://SERVER:9345/ping',
					},
				],
				links: ['rke2/logging', 'rke2/requirements-ports'],
			},
			explains: symptoms,
		},
	},
	*run({services, journal}, {finding, environment}) {
		const name = `rke2-${environment.role.value}.service`;
		const service = services.find(({id, loadState}) => id === name && loadState !== 'not-found');
		// Somebody may run it without systemd.
		const runsByHand = environment.role.signals.some(({source}) => source === 'pgrep');
		if (service === undefined) {
			return;
		}
		const {
			id: unit,
			activeState,
			subState,
			result = 'unknown',
			exitStatus,
			restarts = 0,
			startedAgo,
		} = service;
		const status = exitStatus ?? 'unknown';
		const line = journal && decisiveJournalLine(journal);
		const excerpt = `ActiveState=${activeState} SubState=${subState} Result=${result} NRestarts=${restarts}`;
		const details = {
			evidence: [
				{from: 'services', excerpt},
				...(line === undefined ? [] : [{from: 'journal', excerpt: journalMessage(line)} as const]),
			],
			affects: [thisNode(environment)],
		} as const;
		const subject = {kind: 'Unit', name: unit} as const;
		const isFlapping =
			activeState === 'active' && restarts >= 5 && startedAgo !== undefined && startedAgo < 600;
		const isRestarting = activeState === 'activating' && (restarts >= 3 || subState === 'auto-restart');
		if (isFlapping || isRestarting) {
			yield finding('looping', {unit, restarts, result, status}, subject, details);
		} else if (activeState === 'activating') {
			yield startedAgo !== undefined && startedAgo > startsWithin
				? finding('stuck', {unit, minutes: Math.floor(startedAgo / 60)}, subject, details)
				: finding('starting', {unit}, subject, details);
		} else if (activeState === 'deactivating') {
			yield finding('stopping', {unit}, subject, details);
		} else if (activeState === 'failed' && !runsByHand) {
			yield finding('failed', {unit, result, status}, subject, details);
		} else if (activeState !== 'active' && activeState !== 'reloading' && !runsByHand) {
			yield service.loadState === 'masked'
				? finding('masked', {unit}, subject, details)
				: finding('stopped', {unit, state: activeState ?? 'not running'}, subject, details);
		}
	},
});
