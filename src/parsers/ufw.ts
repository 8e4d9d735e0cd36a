import {parseEnvironmentFile} from './environ.ts';

export interface UfwPolicies {
	/** ACCEPT, DROP or REJECT for what no rule decides. */
	readonly input: string;
	readonly forward: string;
}

/** What an operator allowed in: `any` for every protocol, port or source. */
export interface UfwAllowance {
	readonly protocol: string;
	readonly port: string;
	readonly source: string;
}

/** `/etc/ufw/ufw.conf` */
export const parseUfwEnabled = (text: string): boolean =>
	parseEnvironmentFile(text).ENABLED?.toLowerCase() === 'yes';

/** `/etc/default/ufw`, with the policies of a fresh installation where it says nothing. */
export const parseUfwPolicies = (text: string): UfwPolicies => {
	const variables = parseEnvironmentFile(text);
	return {
		input: variables.DEFAULT_INPUT_POLICY ?? 'DROP',
		forward: variables.DEFAULT_FORWARD_POLICY ?? 'DROP',
	};
};

/** `/etc/ufw/user.rules`: ufw keeps what the operator typed in comments, `### tuple ### allow udp 8472 0.0.0.0/0 any 10.0.0.0/24 in`. */
export const parseUfwAllowances = (text: string): readonly UfwAllowance[] =>
	text.split('\n').flatMap(line => {
		const [, protocol, port, source] =
			/^### tuple ### (?:allow|limit)(?:_log(?:-all)?)? (\S+) (\S+) \S+ \S+ (\S+)(?: \S+)* in(?:_\S+)?(?: comment=\S+)?$/.exec(
				line.trim(),
			) ?? [];
		return protocol === undefined || port === undefined || source === undefined
			? []
			: [{protocol, port, source}];
	});
