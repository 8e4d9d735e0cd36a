import {cloudSetupCatch, defineCheck, thisNode} from 'rke2-netdoctor';

const steps = [
	{text: 'systemctl disable --now nm-cloud-setup.service nm-cloud-setup.timer', changes: 'node'},
	{text: 'Reboot, because rules and tables stay until then', changes: 'node'},
] as const;
const links = ['rke2/known-issues-networkmanager', 'rke2/issue-nm-cloud-setup'] as const;

/** Of `systemctl is-enabled --quiet`, which RKE2 asks: these are yes (https://www.freedesktop.org/software/systemd/man/latest/systemctl.html). */
const enabledStates = ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated'];

/** First patch release of each minor that starts all the same: https://github.com/rancher/rke2/pull/8936 */
const firstTolerant: Readonly<Record<number, number>> = {32: 11, 33: 7, 34: 3};

/** Undefined when the version cannot be read. */
const refusesToStart = (version: string | undefined): boolean | undefined => {
	const [, minor, patch] = /^v1\.(\d+)\.(\d+)/.exec(version ?? '') ?? [];
	if (minor === undefined || patch === undefined) {
		return undefined;
	}
	return Number(minor) < 32 || Number(patch) < (firstTolerant[Number(minor)] ?? 0);
};

export default defineCheck({
	id: 'host/nm-cloud-setup',
	title: 'nm-cloud-setup does not reroute what this node sends to pods',
	rationale:
		"nm-cloud-setup adds routing rules for each address of a cloud instance. Before it was corrected, they sent everything that had the node's address as source to the gateway, answers to local pods included. Current versions look at the main table first. RKE2 up to v1.31, v1.32.10, v1.33.6 and v1.34.2 refuses to start while the service is enabled.",
	needs: {units: 'systemd.units', rules: 'ip.rule', routes: 'ip.route'},
	messages: {
		catchesPods: {
			severity: 'critical',
			text: 'nm-cloud-setup sends what {address} sends to pods out of {device} (rule {priority}, table {table}): {pods} should go to {right}',
			guide: {steps, links},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable', 'dns/service-address'],
		},
		preventsStart: {
			severity: 'critical',
			text: 'nm-cloud-setup.service is enabled, and RKE2 {version} refuses to start with it',
			guide: {
				steps: [
					{text: 'systemctl disable --now nm-cloud-setup.service nm-cloud-setup.timer', changes: 'node'},
					{text: 'systemctl restart rke2-{role}', changes: 'node'},
				],
				links,
			},
			explains: ['rke2/service-stopped'],
		},
		willPreventStart: {
			severity: 'warning',
			text: 'nm-cloud-setup.service is enabled, and RKE2 {version} will refuse to start with it the next time',
			guide: {steps, links},
		},
		enabled: {
			severity: 'info',
			text: '{unit} is enabled; its rules do no harm now, but some versions of RKE2 refuse to start with it',
			guide: {steps, links},
		},
	},
	*run({units, rules, routes}, {finding, environment}) {
		const service = units.get('nm-cloud-setup.service');
		const timer = units.get('nm-cloud-setup.timer');
		const unit = [service, timer].find(
			found => enabledStates.includes(found?.unitFileState ?? '') || found?.activeState === 'active',
		);
		const caught = cloudSetupCatch(rules, routes);
		if (caught !== undefined) {
			const {rule, address, device, route} = caught;
			yield finding(
				'catchesPods',
				{
					address,
					device,
					priority: rule.priority,
					table: rule.table ?? '',
					pods: route.destination,
					right: route.dev ?? '',
				},
				{kind: 'RoutingRule', name: `from ${address} lookup ${rule.table}`},
				{
					evidence: [
						{from: 'rules', excerpt: `${rule.priority}: from ${address} lookup ${rule.table}`},
						{from: 'routes', excerpt: `default dev ${device} table ${rule.table}`},
					],
					affects: [thisNode(environment)],
				},
			);
		}
		if (unit === undefined) {
			return;
		}
		const version = environment.rke2Version.value;
		const isRunning = environment.service.value === 'running';
		const subject = {kind: 'Unit', name: unit.id} as const;
		const details = {
			evidence: [
				{
					from: 'units',
					excerpt: `Id=${unit.id}\nUnitFileState=${unit.unitFileState ?? ''}\nActiveState=${unit.activeState ?? ''}`,
				},
			],
			affects: [thisNode(environment)],
		} as const;
		const isRefused =
			enabledStates.includes(service?.unitFileState ?? '') && refusesToStart(version) === true;
		if (isRefused && isRunning) {
			yield finding('willPreventStart', {version: version ?? ''}, subject, details);
		} else if (isRefused) {
			const role = environment.role.value ?? 'agent';
			yield finding('preventsStart', {version: version ?? '', role}, subject, details);
		} else if (caught === undefined && refusesToStart(version) === undefined) {
			// Corrected rules leave the pods alone, and this RKE2 may start with them.
			yield finding('enabled', {unit: unit.id}, subject, details);
		}
	},
});
