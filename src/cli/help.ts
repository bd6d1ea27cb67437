export const HELP = `smartalloc-ops: the console of SmartAlloc, from anywhere Node runs.

  smartalloc-ops status                    the first screen: headline, problems, what is held
  smartalloc-ops health                    stored verdicts of all checks
  smartalloc-ops health check [<probe>]    measure now, all or one
  smartalloc-ops queues                    the queues
  smartalloc-ops flags                     every switch
  smartalloc-ops flags set <flag> <value>  change one
      --reason=<why> [--scope=<scope>] [--revision=<n>] [--dry-run] [--yes]
  smartalloc-ops trace <entry>             what happened to one entry, by ids and times
  smartalloc-ops kpi                       how all KPIs stand
  smartalloc-ops kpi get <kpi>             one by its groups, forms or channels
  smartalloc-ops alerts [--open]           what fired; only what is not over
  smartalloc-ops alerts show <id>          one with the decision that was frozen
  smartalloc-ops alerts ack <id>           say that somebody is on it
      --reason=<who, and what is being done>
  smartalloc-ops proposals                 rollbacks that were proposed; ends with 11 while one waits
  smartalloc-ops proposals show <id>       one with what speaks for it
  smartalloc-ops proposals accept <id>     start it, after its dry run
      --reason=<why> [--revision=<n>] [--dry-run] [--yes]
  smartalloc-ops proposals dismiss <id>    say why not               --reason=<why> [--revision=<n>]
  smartalloc-ops triggers                  what speaks for a rollback; ends with 11 while one does
  smartalloc-ops triggers arm <id>         let it start a rollback by itself
      --reason=<why> [--revision=<n>] [--yes]
  smartalloc-ops triggers disarm <id>      let it only propose one   --reason=<why> [--revision=<n>]
  smartalloc-ops vault                     builds of SmartAlloc that can be brought back
  smartalloc-ops vault keep                keep the installed one            --reason=<why>
  smartalloc-ops vault pin <id>            name the good one    --reason=<how it is known> [--revision=<n>]
  smartalloc-ops vault drill <id>          unpack and compare one
  smartalloc-ops vault card                the recovery card
  smartalloc-ops rehearsal                 what the last rehearsal of a rollback found
  smartalloc-ops rehearse                  rehearse now
  smartalloc-ops watchdog                  whether the must-use file watches
  smartalloc-ops watchdog install, remove  put it there, take it away        --reason=<why>
  smartalloc-ops watchdog policy <act_alone|stop_only>                       --reason=<why>

Site and user, as an option or in the environment:
  --url=<address>         SMARTALLOC_OPS_URL            home address; https, but for a local environment
  --user=<name>           SMARTALLOC_OPS_USER
                          SMARTALLOC_OPS_PASSWORD       application password; never on the command line
  --password-file=<file>  SMARTALLOC_OPS_PASSWORD_FILE  a file that only you can read
                          SMARTALLOC_OPS_LOCAL=1        this site is a local environment: http will do

  --json                  the answer of the site, for programs
  --timeout=<seconds>     for each request; 30 if not given

Exit codes: 0 good or done, 10 recommended, 11 critical, 12 unknown, 1 error or refused.
A queue that is late is 10, one that is not available 12.`;
