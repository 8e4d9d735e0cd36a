import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {
	parseUfwAllowances,
	parseUfwEnabled,
	parseUfwPolicies,
	type UfwAllowance,
	type UfwPolicies,
} from '../parsers/ufw.ts';
import {systemdUnits} from './systemd.units.ts';

export interface UfwConfiguration {
	readonly isEnabled: boolean;
	readonly policies: UfwPolicies;
	readonly allowed: readonly UfwAllowance[];
}

const paths = ['/etc/ufw/ufw.conf', '/etc/default/ufw', '/etc/ufw/user.rules'];

export const ufwConfiguration = defineProbe({
	id: 'ufw.configuration',
	summary:
		'whether ufw filters, its default policies and what it lets in; nothing when its unit is not active',
	needs: {units: systemdUnits},
	requests: ({units}) =>
		units.get('ufw.service')?.activeState === 'active' ? paths.map(path => file(path)) : [],
	parse: (replies): UfwConfiguration | undefined => {
		const [enabled, defaults, rules] = replies.map(textIfFound);
		return enabled === undefined
			? undefined
			: {
					isEnabled: parseUfwEnabled(enabled),
					policies: parseUfwPolicies(defaults ?? ''),
					allowed: parseUfwAllowances(rules ?? ''),
				};
	},
});
