/** The words that were given make no sense. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export const usage = `Usage: slipway COMMAND

  engine start          start the engine, or take over the one that runs
  engine stop           stop its containers within their own stop time, then the engine
  engine restart        start dockerd again; containers run on
  engine status         say what runs (--json: as JSON); exits with 3 when nothing does
  engine env            print what points the docker command line at it: eval "$(slipway engine env)"
  engine context add    offer it to docker as the context slipway; "context remove" takes that away
  engine doctor         list what keeps it from starting, and the command that mends each
  docker ARGUMENTS      run the docker command line on it, and start it when it does not run
  layers NAME           list the layers of an image, a container or an archive, and what they waste
    --json              as JSON
    --ci RULES          check it against a .dive-ci file; exits with 1 and says what failed
    --container         NAME is a container, also where an image bears the same name
  removed               list the containers that were removed and can come back
  undo NAME...          bring them back, with all that was written inside them
  welcome               build an image to begin with, without a network, and say how to run it

  --help, --version

SLIPWAY_HOME is the folder that holds everything (default: ~/.local/share/slipway).
`
