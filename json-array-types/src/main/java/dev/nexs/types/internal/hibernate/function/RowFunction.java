package dev.nexs.types.internal.hibernate.function;

import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.query.sqm.function.AbstractSqmSelfRenderingSetReturningFunctionDescriptor;
import org.hibernate.query.sqm.produce.function.SetReturningFunctionTypeResolver;
import org.hibernate.query.sqm.tuple.internal.AnonymousTupleTableGroupProducer;
import org.hibernate.sql.ast.SqlAstTranslator;
import org.hibernate.sql.ast.spi.SqlAppender;
import org.hibernate.sql.ast.tree.SqlAstNode;

/** A function that returns rows, for the {@code from} clause. It names its columns itself: what PostgreSQL
 * calls them depends on the function. */
final class RowFunction extends AbstractSqmSelfRenderingSetReturningFunctionDescriptor {

    private final Signature signature;
    private final Template template;
    private final List<String> columns;

    RowFunction(
            String name,
            Signature signature,
            String sql,
            Arguments arguments,
            SetReturningFunctionTypeResolver types,
            List<String> columns) {
        super(name, arguments, types, null);
        this.signature = signature;
        this.template = new Template(sql);
        this.columns = columns;
    }

    @Override
    public void render(
            SqlAppender appender,
            List<? extends SqlAstNode> arguments,
            AnonymousTupleTableGroupProducer rows,
            String alias,
            SqlAstTranslator<?> translator) {
        template.render(new ArgumentWriter(signature, arguments, appender, translator));
        boolean ordered = rows.findSubPart(CollectionPart.Nature.INDEX.getName(), null) != null;
        appender.append((ordered ? " with ordinality " : " ") + alias + "(" + String.join(",", columns)
                + (ordered ? ",ordinality" : "") + ")");
    }

    @Override
    public boolean rendersIdentifierVariable(List<SqlAstNode> arguments, SessionFactoryImplementor factory) {
        return true;
    }
}
